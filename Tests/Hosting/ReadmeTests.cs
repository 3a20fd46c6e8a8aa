using System.Text.RegularExpressions;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Hosting;

/// <summary>The modules that the documentation starts with, built from an empty folder and called, exactly as they are printed there.</summary>
[Collection(nameof(UserFolder))]
public sealed partial class ReadmeTests(UserFolder user)
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("README.zh-CN.md")]
    [InlineData("docs/rooms.md")]
    public async Task FirstModule_AsWritten_AnswersAsWritten(string readme)
    {
        using var folder = await user.EnterAsync();
        var text = await folder.WriteFilesOfAsync(readme);

        var build = BuildCommand().Match(text).Groups["project"].Value;
        await folder.DotnetAsync("build", build, "-nodereuse:false");
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

    [GeneratedRegex(@"^dotnet build (?<project>\w+)$", RegexOptions.Multiline)]
    private static partial Regex BuildCommand();

    [GeneratedRegex(@"(?<setting>--Mqant:ModulesPath=\S+)$", RegexOptions.Multiline)]
    private static partial Regex StartCommand();

    [GeneratedRegex(@"^mosquitto_rr -p 3563 -t (?<topic>\S+) -e \k<topic> -m '(?<payload>[^']*)'$(?:\n```\s+```json\n.*""Error"":"""",""Result"":(?<result>.*)\}$)?", RegexOptions.Multiline)]
    private static partial Regex CallCommand();
}
