using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Cluster;

/// <summary>Processes of one machine that are started in the same moment.</summary>
public sealed class StartTogetherTests(RedisServers servers)
{
    private const int Rooms = 8;

    [Fact]
    public async Task SilosAndGateways_StartedTogetherWithoutPorts_AreOneClusterWithAPortForEach()
    {
        // Everybody wants 11111, and the silos 30000 too.
        static bool NamesNoPort(string setting) => !setting.StartsWith("--Mqant:Silo:", StringComparison.Ordinal);
        var silo = ProgramArguments.Silo.Where(NamesNoPort).ToArray();
        var gateway = ProgramArguments.Gateway.Where(NamesNoPort).ToArray();
        await using var cluster = new ClusterUnderTest(await servers.GetAddressAsync(Redis.Garnet));

        MqantProcess[] silos = [cluster.Launch(Programs.Silo, silo), cluster.Launch(Programs.Silo, silo)];
        MqantProcess[] gateways = [cluster.Launch(Programs.Gateway, gateway), cluster.Launch(Programs.Gateway, gateway)];
        await Task.WhenAll(silos.Concat(gateways).Select(process => process.WaitUntilReadyAsync()));

        Assert.Distinct(silos.Select(process => Array.Find(process.Output.Split(Environment.NewLine), line => line.StartsWith("Silo on ", StringComparison.Ordinal))));
        foreach (var entrance in gateways)
        {
            using var client = await GameClient.ConnectAsync(entrance);
            await client.LoginAsync(UniqueName.For("alice"));
            for (var room = 0; room < Rooms; room++)
            {
                var reply = await client.CallAsync("Chat/HD_JoinChat", new { roomName = $"room{room}" });
                Assert.True(reply.Error.Length == 0, cluster.Describe(reply.Error));
            }
        }
    }
}
