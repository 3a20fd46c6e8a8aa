using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Cluster;

/// <summary>Silos that come and go are normal life: a gateway warns of nothing.</summary>
public sealed class QuietLifeTests(RedisServers servers)
{
    private static readonly string[] Alarms = ["warn: ", "fail: ", "crit: "];

    [Theory]
    [InlineData("Silo", "Module Chat is gone.")]
    [InlineData("Client", "No silo answers any more; waiting for one.")]
    public async Task Gateway_ThatWaitsAndIsNotReadyAndStops_WarnsOfNothing(string join, string lost)
    {
        await using var cluster = new ClusterUnderTest(await servers.GetAddressAsync(Redis.Garnet));
        var gateway = cluster.LaunchGateway(join);
        await gateway.WaitForLineAsync("; waiting for one.");

        var silo = await cluster.AddSiloAsync();
        await gateway.WaitUntilReadyAsync();
        await silo.StopAsync();
        await gateway.WaitForLineAsync(lost);
        using var http = new HttpClient { BaseAddress = new Uri($"http://{gateway.Http}") };
        using var ready = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
        await gateway.StopAsync();

        Assert.DoesNotContain(gateway.Output.Split(Environment.NewLine), line => Array.Exists(Alarms, alarm => line.StartsWith(alarm, StringComparison.Ordinal)));
    }
}
