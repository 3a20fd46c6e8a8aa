using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Cluster;

/// <summary>Stock programs whose clustering and storage Orleans' own configuration names.</summary>
public sealed class OrleansConfigurationTests(RedisServers servers)
{
    [Fact]
    public async Task Cluster_OfOrleansOwnConfiguration_WithAStorageOfAModuleDll_Serves()
    {
        var id = UniqueName.For("orleans");
        string[] settings =
        [
            "--Mqant:Cluster:Mode=Orleans",
            $"--Orleans:ClusterId={id}",
            $"--Orleans:ServiceId={id}",
            "--Orleans:Clustering:ProviderType=Redis",
            $"--Orleans:Clustering:ConnectionString={await servers.GetAddressAsync(Redis.Garnet)}",
        ];
        await using var silo = await MqantProcess.StartSiloAsync(
            [.. settings, "--Orleans:GrainStorage:Default:ProviderType=Probe", "--Orleans:Reminders:ProviderType=Memory", "--Mqant:Demos:AnyPasswordLogin=true"]);
        await using var member = await MqantProcess.StartGatewayAsync([.. settings, "--Orleans:Reminders:ProviderType=Memory"]);
        await using var client = await MqantProcess.StartGatewayAsync([.. settings, "--Mqant:Gateway:Join=Client"]);
        foreach (var gateway in new[] { member, client })
        {
            using var player = await GameClient.ConnectAsync(gateway);
            await player.LoginAsync($"user of {gateway.Tcp}");
        }

        using var asker = await GameClient.ConnectAsync(client);
        await Until.TrueAsync(async () => await asker.RequestAsync<int>("Brought/HD_CountWrites") >= 2);
    }
}
