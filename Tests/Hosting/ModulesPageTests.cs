using System.Text.RegularExpressions;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Hosting;

/// <summary>The page about writing modules: its game is built outside the repository, hosted by the stock programs, and called, as it is printed.</summary>
[Collection(nameof(UserFolder))]
public sealed partial class ModulesPageTests(UserFolder user, RedisServers servers)
{
    [Fact]
    public async Task Game_AsWritten_AnswersAsWritten()
    {
        using var folder = await user.EnterAsync();
        var page = await folder.WriteFilesOfAsync("docs/modules.md");
        await folder.DotnetAsync("build", BuildCommand().Match(page).Groups["project"].Value, "-nodereuse:false");
        var starts = StartCommand().Matches(page);
        string[] cluster =
        [
            $"--Mqant:Cluster:Redis={await servers.GetAddressAsync(Redis.Garnet)}",
            $"--Mqant:Cluster:ClusterId=test-{Guid.NewGuid():N}",
            $"--Mqant:Cluster:ServiceId=test-{Guid.NewGuid():N}",
        ];

        await using (var everything = await StartAsync(starts[0], folder.Path))
        {
            await CallAsync(everything, page);
        }

        await using var silo = await StartAsync(starts[1], folder.Path, cluster);
        await using var gateway = await StartAsync(starts[2], folder.Path, cluster);
        await CallAsync(gateway, page);
    }

    private static async Task<MqantProcess> StartAsync(Match command, string folder, params string[] settings)
    {
        var isGateway = command.Groups["program"].Value == "Gateway";

        // What a shell would make of it.
        var setting = command.Groups["setting"].Value.Replace("\"", string.Empty, StringComparison.Ordinal).Replace("$PWD", folder, StringComparison.Ordinal);
        var process = MqantProcess.Launch(
            isGateway ? Programs.Gateway : Programs.Silo,
            [.. isGateway ? ProgramArguments.Gateway : ProgramArguments.Silo, .. settings, setting],
            workingDirectory: folder);
        await process.WaitUntilReadyAsync();
        return process;
    }

    private static async Task CallAsync(IGateway gateway, string page)
    {
        foreach (Match block in Calls().Matches(page))
        {
            using var client = await GameClient.ConnectAsync(gateway);
            foreach (Match call in Call().Matches(block.Groups["calls"].Value))
            {
                var (topic, payload) = (call.Groups["topic"].Value, call.Groups["payload"].Value);
                var expected = call.Groups["answer"].Captures.Select(answer => answer.Value).ToList();
                var before = client.Messages.Snapshot().Count;
                await client.PublishAsync(topic, payload);
                var messages = await client.Messages.WaitForAsync(all => all.Count >= before + expected.Count, $"answer to {topic} {payload}");
                Assert.Equal(expected, messages.Skip(before).Select(message => message.Topic == topic
                    ? Trace().Replace(message.Text, "$1…", 1)
                    : message.ToString()));
            }
        }
    }

    [GeneratedRegex(@"^dotnet build (?<project>\w+)$", RegexOptions.Multiline)]
    private static partial Regex BuildCommand();

    [GeneratedRegex(@"^dotnet run -c Release --project Mqant.Orleans/(?<program>\w+) -- (?<setting>\S+)$", RegexOptions.Multiline)]
    private static partial Regex StartCommand();

    [GeneratedRegex(@"^```text\n(?<calls>> .*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Calls();

    [GeneratedRegex(@"^> (?<topic>\S+) (?<payload>.+)\n(?:< (?<answer>.+)\n)+", RegexOptions.Multiline)]
    private static partial Regex Call();

    [GeneratedRegex(@"^(\{""Trace"":"")[0-9a-f]{32}")]
    private static partial Regex Trace();
}
