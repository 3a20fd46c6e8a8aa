using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Hosting;

/// <summary>The page about rooms: its second game is built outside the repository, and what clients say there is said.</summary>
[Collection(nameof(UserFolder))]
public sealed class RoomsPageTests(UserFolder user)
{
    [Fact]
    public async Task Exchanges_AsWritten_GoAsWritten()
    {
        using var folder = await user.EnterAsync();
        var page = await folder.WriteFilesOfAsync("docs/rooms.md");
        await folder.DotnetAsync("build", "Duel", "-nodereuse:false");
        await using var gateway = MqantProcess.Launch(
            Programs.Gateway, [.. ProgramArguments.Gateway, $"--Mqant:ModulesPath={Path.Combine(folder.Path, "modules")}"], workingDirectory: folder.Path);
        await gateway.WaitUntilReadyAsync();

        await PageExchanges.FollowAsync(gateway, page);
    }
}
