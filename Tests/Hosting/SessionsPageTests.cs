using System.Text.RegularExpressions;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Hosting;

/// <summary>The page about sessions, users, groups and hooks: its module is built outside the repository, and what clients say there is said.</summary>
public sealed partial class SessionsPageTests(UserFolder user)
{
    [Fact]
    public async Task Exchanges_AsWritten_GoAsWritten()
    {
        using var folder = await user.EnterAsync();
        var page = await folder.WriteFilesOfAsync("docs/sessions.md");
        await folder.DotnetAsync("build", BuildCommand().Match(page).Groups["project"].Value, "-nodereuse:false");
        await using var gateway = MqantProcess.Launch(
            Programs.Gateway,
            [.. ProgramArguments.Gateway, $"--Mqant:ModulesPath={Path.Combine(folder.Path, "modules")}"],
            workingDirectory: folder.Path);
        await gateway.WaitUntilReadyAsync();

        await PageExchanges.FollowAsync(gateway, page);
    }

    [GeneratedRegex(@"^dotnet build (?<project>\w+)$", RegexOptions.Multiline)]
    private static partial Regex BuildCommand();
}
