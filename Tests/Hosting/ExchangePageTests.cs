using System.Text.RegularExpressions;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Hosting;

/// <summary>Pages that show what clients say and hear: their module is built outside the repository, and what clients say there is said.</summary>
[Collection(nameof(UserFolder))]
public sealed partial class ExchangePageTests(UserFolder user)
{
    [Theory]
    [InlineData("docs/sessions.md")]
    [InlineData("docs/from-mqant.md")]
    public async Task Exchanges_AsWritten_GoAsWritten(string name)
    {
        using var folder = await user.EnterAsync();
        var page = await folder.WriteFilesOfAsync(name);
        var settings = StartCommand().Match(page).Groups["settings"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        await folder.DotnetAsync("build", BuildCommand().Match(page).Groups["project"].Value, "-nodereuse:false");
        await using var gateway = MqantProcess.Launch(
            Programs.Gateway,
            [.. ProgramArguments.Gateway, .. settings, $"--Mqant:ModulesPath={Path.Combine(folder.Path, "modules")}"],
            workingDirectory: folder.Path);
        await gateway.WaitUntilReadyAsync();

        await PageExchanges.FollowAsync(gateway, page);
    }

    [GeneratedRegex(@"^dotnet build (?<project>\w+)$", RegexOptions.Multiline)]
    private static partial Regex BuildCommand();

    [GeneratedRegex(@"^dotnet run -c Release --project Mqant.Orleans/Gateway -- (?<settings>.*)--Mqant:ModulesPath=\S+$", RegexOptions.Multiline)]
    private static partial Regex StartCommand();
}
