using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Cluster;

/// <summary>Rooms when the silo that they live in dies, with real processes.</summary>
public sealed class RoomRecoveryTests(RedisServers servers)
{
    // A move is 88 ms of the game or more, a snapshot is taken every 5 s.
    private const int MovesUntilASnapshotIsOld = 90;

    [Theory]
    [InlineData("Silo")]
    [InlineData("Client")]
    public async Task SiloKilled_DuringPlay_PlayersKeepTheirSocketsAndPlayOn(string join)
    {
        await using var cluster = new ClusterUnderTest(await servers.GetAddressAsync(Redis.Garnet));
        var doomed = await cluster.AddSiloAsync();
        var gateway = await cluster.AddGatewayAsync(join);
        using var alice = await GameClient.ConnectAsync(gateway);
        using var bob = await GameClient.ConnectAsync(gateway);
        await alice.LoginAsync("alice");
        await bob.LoginAsync("bob");
        await alice.CallForResultAsync("Hitball/HD_Join", "{}");
        await bob.CallForResultAsync("Hitball/HD_Join", "{}");
        await alice.Messages.WaitForAsync(all => all.Count(m => m.Topic == "Hitball/OnMove") >= MovesUntilASnapshotIsOld, "a snapshot");
        await cluster.AddSiloAsync();
        var before = LastMove(alice);
        var seen = bob.Messages.Snapshot().Count;

        doomed.Kill();
        Reply? reply = null;
        await Until.TrueAsync(async () =>
        {
            reply = await alice.CallAsync("Hitball/HD_Fire", """{"Angle":0,"Power":100,"X":0,"Y":0}""");
            return reply.Error is not ("service unavailable" or "deadline exceeded");
        });

        Assert.True(reply!.Error.Length == 0, cluster.Describe($"the table did not come back: {reply.Error}"));
        var after = await bob.Messages.WaitForAsync(
            all => all.Skip(seen).Any(m => m.Topic == "Hitball/OnMove" && m.Json.GetProperty("alice").GetProperty("RotateDirection").GetInt32() == -1), "alice's shot");
        var move = after.Last(m => m.Topic == "Hitball/OnMove").Json;
        foreach (var player in new[] { "alice", "bob" })
        {
            // Nobody shot up or down, and a table without a past would put balls elsewhere.
            Assert.Equal(before.Json.GetProperty(player).GetProperty("Y").GetDouble(), move.GetProperty(player).GetProperty("Y").GetDouble(), 3);
        }

        Assert.True(alice.Mqtt.IsConnected && bob.Mqtt.IsConnected);
    }

    private static Received LastMove(GameClient client) => client.Messages.Snapshot().Last(m => m.Topic == "Hitball/OnMove");
}
