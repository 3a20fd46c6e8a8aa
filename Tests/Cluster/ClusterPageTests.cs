using System.Text.RegularExpressions;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Cluster;

/// <summary>The page about clusters: its first commands, as they are printed, but on free ports and a Redis of the tests.</summary>
public sealed partial class ClusterPageTests(RedisServers servers)
{
    [Fact]
    public async Task Cluster_StartedAsWritten_AnswersAtEveryGateway()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Programs.Root, "docs", "cluster.md"), TestContext.Current.CancellationToken);
        var name = $"test-{Guid.NewGuid():N}";
        string[] apart =
        [
            $"--Mqant:Cluster:Redis={await servers.GetAddressAsync(Redis.Garnet)}",
            $"--Mqant:Cluster:ClusterId={name}",
            $"--Mqant:Cluster:ServiceId={name}",
        ];
        var processes = new List<MqantProcess>();
        try
        {
            foreach (Match start in StartCommand().Matches(page))
            {
                var (program, arguments) = start.Groups["program"].Value == "Gateway"
                    ? (Programs.Gateway, ProgramArguments.Gateway)
                    : (Programs.Silo, ProgramArguments.Silo);
                processes.Add(MqantProcess.Launch(program, [.. start.Groups["settings"].Value.Split(' '), .. arguments, .. apart]));
            }

            foreach (var process in processes)
            {
                await process.WaitUntilReadyAsync();
            }

            var gateways = processes[2..];
            var calls = CallCommand().Matches(page);
            var health = HealthCommand().Matches(page);
            Assert.Equal([gateways.Count, gateways.Count], [calls.Count, health.Count]);
            using var http = new HttpClient();
            for (var i = 0; i < gateways.Count; i++)
            {
                using var client = await GameClient.ConnectAsync(gateways[i]);
                Assert.Equal("you say : hello", (await client.CallOnTopicAsync(calls[i].Groups["topic"].Value, calls[i].Groups["payload"].Value)).Result.GetString());
                Assert.Equal("Healthy", await http.GetStringAsync(new Uri($"http://{gateways[i].Http}{health[i].Groups["path"].Value}"), TestContext.Current.CancellationToken));
            }
        }
        finally
        {
            foreach (var process in processes)
            {
                await process.DisposeAsync();
            }
        }
    }

    [GeneratedRegex(@"^dotnet run -c Release --project (?<program>\w+) -- (?<settings>.+)$", RegexOptions.Multiline)]
    private static partial Regex StartCommand();

    [GeneratedRegex(@"^mosquitto_rr -p \d+ -t (?<topic>\S+) -e \k<topic> -m '(?<payload>[^']*)'$", RegexOptions.Multiline)]
    private static partial Regex CallCommand();

    [GeneratedRegex(@"^curl http://localhost:\d+(?<path>\S+)$", RegexOptions.Multiline)]
    private static partial Regex HealthCommand();
}
