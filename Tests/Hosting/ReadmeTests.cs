using System.Text.RegularExpressions;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Hosting;

/// <summary>The modules that the documentation starts with, built from an empty folder and called, exactly as they are printed there.</summary>
public sealed partial class ReadmeTests
{
    // Build servers would outlive the test.
    private static readonly Dictionary<string, string> NoServers = new()
    {
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["UseSharedCompilation"] = "false",
        ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
    };

    [Theory]
    [InlineData("README.md")]
    [InlineData("README.zh-CN.md")]
    [InlineData("docs/rooms.md")]
    public async Task FirstModule_AsWritten_AnswersAsWritten(string readme)
    {
        using var folder = new EmptyFolder();
        var text = await File.ReadAllTextAsync(Path.Combine(Programs.Root, readme), TestContext.Current.CancellationToken);
        var clone = Path.Combine(folder.Path, "Mqant.Orleans");
        CopySources(Programs.Root, clone);
        foreach (Match file in NamedFile().Matches(text))
        {
            var path = Path.Combine(folder.Path, file.Groups["path"].Value);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, file.Groups["content"].Value, TestContext.Current.CancellationToken);
        }

        var build = BuildCommand().Match(text).Groups["project"].Value;
        await using var built = ToolProcess.Start(Tools.Dotnet, ["build", build, "-nodereuse:false"], NoServers, folder.Path);
        await built.WaitForSuccessAsync();
        // What a shell would make of it.
        var setting = StartCommand().Match(text).Groups["setting"].Value
            .Replace("\"", string.Empty, StringComparison.Ordinal)
            .Replace("$PWD", folder.Path, StringComparison.Ordinal);
        var arguments = ProgramArguments.Gateway.Where(argument => !argument.Contains("ModulesPath", StringComparison.Ordinal));
        await using var gateway = MqantProcess.Launch(Programs.Gateway, [.. arguments, setting], workingDirectory: folder.Path);
        await gateway.WaitUntilReadyAsync();
        using var client = await GameClient.ConnectAsync(gateway);
        var call = CallCommand().Matches(text).Last(match => match.Groups["topic"].Value.StartsWith(build, StringComparison.Ordinal)).Groups;
        var reply = await client.CallOnTopicAsync(call["topic"].Value, call["payload"].Value);

        Assert.Equal(string.Empty, reply.Error);
        if (call["result"].Success)
        {
            Assert.Equal(call["result"].Value, reply.ResultText);
        }
    }

    // Only what the module's project file leads to.
    private static void CopySources(string from, string to)
    {
        Directory.CreateDirectory(Path.Combine(to, "Mqant"));
        foreach (var file in new[] { "Directory.Build.props", "Directory.Packages.props", "global.json", ".editorconfig" })
        {
            File.Copy(Path.Combine(from, file), Path.Combine(to, file));
        }

        foreach (var file in Directory.EnumerateFiles(Path.Combine(from, "Mqant"), "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(from, file);
            if (!relative.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(to, relative))!);
                File.Copy(file, Path.Combine(to, relative));
            }
        }
    }

    [GeneratedRegex(@"^`(?<path>[\w./]+)`\S?\s+```\w+\n(?<content>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex NamedFile();

    [GeneratedRegex(@"^dotnet build (?<project>\w+)$", RegexOptions.Multiline)]
    private static partial Regex BuildCommand();

    [GeneratedRegex(@"(?<setting>--Mqant:ModulesPath=\S+)$", RegexOptions.Multiline)]
    private static partial Regex StartCommand();

    [GeneratedRegex(@"^mosquitto_rr -p 3563 -t (?<topic>\S+) -e \k<topic> -m '(?<payload>[^']*)'$(?:\n```\s+```json\n.*""Error"":"""",""Result"":(?<result>.*)\}$)?", RegexOptions.Multiline)]
    private static partial Regex CallCommand();
}
