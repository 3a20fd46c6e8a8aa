using Mqant.Tests.Infrastructure;
using MQTTnet;
using MQTTnet.Formatter;
using Xunit;

namespace Mqant.Tests.Cluster;

/// <summary>Users, groups and sessions across gateways: one that joined as a silo, one as a client.</summary>
public sealed class SocialTests(RedisServers servers)
{
    [Theory]
    [InlineData(Redis.Garnet)]
    [InlineData(Redis.RedisServer)]
    public async Task UsersAndGroups_OnTwoGateways_AreReachedEachOnceAndInOrder(Redis redis)
    {
        await using var cluster = new ClusterUnderTest(await servers.GetAddressAsync(redis));
        await cluster.AddSiloAsync();
        await cluster.AddSiloAsync();
        var gateways = new[] { await cluster.AddGatewayAsync("Silo"), await cluster.AddGatewayAsync("Client") };
        using var alice = await LoginAsync(gateways[0], "alice");
        using var bob = await LoginAsync(gateways[1], "bob");
        using var guest = await GameClient.ConnectAsync(gateways[1]);
        foreach (var client in new[] { alice, bob, guest })
        {
            await client.CallForResultAsync("Social/HD_Join", new { Name = "guild" });
        }

        Assert.Equal(3, (await alice.CallForResultAsync("Social/HD_Count", new { Name = "guild" })).GetInt32());
        Assert.Equal("""["","alice","bob"]""", (await bob.CallForResultAsync("Social/HD_Members", new { Name = "guild" })).GetRawText());
        for (var i = 0; i < 100; i++)
        {
            await alice.CallForResultAsync("Social/HD_Publish", new { To = "guild", Text = $"{i}", ButMe = i % 2 == 1 });
        }

        foreach (var client in new[] { bob, guest })
        {
            await client.WaitForPushAsync("Social/OnGroup", "\"99\"");
            Assert.Equal(Enumerable.Range(0, 100).Select(i => $"\"{i}\""), Texts(client, "Social/OnGroup"));
        }

        await alice.WaitForPushAsync("Social/OnGroup", "\"98\"");
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"\"{i * 2}\""), Texts(alice, "Social/OnGroup"));

        Assert.True((await alice.CallForResultAsync("Social/HD_Tell", new { To = "bob", Text = "hello" })).GetBoolean());
        await bob.WaitForPushAsync("Social/OnTell", "\"hello\"");
        Assert.False((await alice.CallForResultAsync("Social/HD_Tell", new { To = "nobody", Text = "hello" })).GetBoolean());
        Assert.True((await alice.CallForResultAsync("Social/HD_Confirm", new { To = "bob", Text = "sure" })).GetBoolean());
        Assert.Equal("there", (await alice.CallForResultAsync("Social/HD_SetFor", new { To = "bob", Text = "there" })).GetString());
        await guest.CallForResultAsync("Social/HD_Broadcast", new { To = "", Text = "news" });
        foreach (var client in new[] { alice, bob, guest })
        {
            await client.WaitForPushAsync("Social/OnNews", "\"news\"");
        }

        Assert.Equal(1, (await alice.CallForResultAsync("Social/HD_Kick", new { To = "bob", Text = "rude" })).GetInt32());
        await bob.WaitForPushAsync("Session/OnKick", """{"reason":"rude"}""");
        Assert.Equal(MqttClientDisconnectReason.AdministrativeAction, (await bob.WaitForDisconnectAsync()).Reason);
        await Until.TrueAsync(async () => !await IsOnlineAsync(alice, "bob"));
        Assert.Equal(2, (await alice.CallForResultAsync("Social/HD_Count", new { Name = "guild" })).GetInt32());
    }

    [Theory]
    [InlineData("Silo")]
    [InlineData("Client")]
    public async Task GatewayKilled_ItsUsersAreOfflineAndOutOfTheirGroups_AndComeBackElsewhere(string join)
    {
        await using var cluster = new ClusterUnderTest(await servers.GetAddressAsync(Redis.Garnet));
        await cluster.AddSiloAsync();
        var doomed = await cluster.AddGatewayAsync(join);
        var stays = await cluster.AddGatewayAsync("Silo");
        using var alice = await LoginAsync(stays, "alice");
        using var bob = await LoginAsync(doomed, "bob");
        await alice.CallForResultAsync("Social/HD_Watch", new { Name = "bob" });
        await alice.CallForResultAsync("Social/HD_Join", new { Name = "guild" });
        await bob.CallForResultAsync("Social/HD_Enroll", new { Name = "guild" });
        Assert.Equal(2, (await alice.CallForResultAsync("Social/HD_Count", new { Name = "guild" })).GetInt32());

        doomed.Kill();

        await alice.WaitForPushAsync("Social/OnUser", "\"bob False\"");
        Assert.False(await IsOnlineAsync(alice, "bob"));
        Assert.Equal("""["alice"]""", (await alice.CallForResultAsync("Social/HD_Members", new { Name = "guild" })).GetRawText());

        using var again = await LoginAsync(stays, "bob");
        await alice.WaitForPushAsync("Social/OnUser", "\"bob True\"");
        await alice.CallForResultAsync("Social/HD_Publish", new { To = "guild", Text = "welcome back" });
        await again.WaitForPushAsync("Social/OnGroup", "\"welcome back\"");
    }

    [Theory]
    [InlineData("killed")]
    [InlineData("stopped")]
    public async Task SiloGone_UsersStayOnlineInTheirGroupsAndADuplicateLoginIsNoticed(string how)
    {
        await using var cluster = new ClusterUnderTest(await servers.GetAddressAsync(Redis.Garnet));
        var doomed = await cluster.AddSiloAsync();
        var gateways = new[] { await cluster.AddGatewayAsync("Silo"), await cluster.AddGatewayAsync("Client") };
        var names = Enumerable.Range(0, 10).Select(i => $"user-{i}").ToArray();
        var clients = new List<GameClient>();
        try
        {
            foreach (var name in names)
            {
                var client = await LoginAsync(gateways[clients.Count % 2], name);
                clients.Add(client);
                await client.CallForResultAsync("Social/HD_Join", new { Name = "guild" });
            }

            await cluster.AddSiloAsync();
            if (how == "killed")
            {
                doomed.Kill();
            }
            else
            {
                await doomed.StopAsync();
            }

            using var asking = await GameClient.ConnectAsync(gateways[0]);
            foreach (var name in names)
            {
                await Until.TrueAsync(() => IsOnlineAsync(asking, name));
            }

            Assert.Equal(names.Length, (await asking.CallForResultAsync("Social/HD_Count", new { Name = "guild" })).GetInt32());
            await asking.CallForResultAsync("Social/HD_Publish", new { To = "guild", Text = "survived" });
            foreach (var client in clients)
            {
                await client.WaitForPushAsync("Social/OnGroup", "\"survived\"");
            }

            using var second = await LoginAsync(gateways[1], names[0]);
            await clients[0].WaitForPushAsync("Session/OnKick", """{"reason":"duplicate login"}""");
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    [Fact]
    public async Task SiloWithTheDirectoryPaused_NobodyLosesASession()
    {
        await using var cluster = new ClusterUnderTest(await servers.GetAddressAsync(Redis.Garnet));
        var silo = await cluster.AddSiloAsync();
        using var alice = await LoginAsync(await cluster.AddGatewayAsync("Client"), "alice");
        using var bob = await LoginAsync(await cluster.AddGatewayAsync("Client"), "bob");

        silo.Pause();
        Assert.Equal("deadline exceeded", (await alice.CallAsync("Social/HD_Online", new { Name = "bob" })).Error);
        silo.Resume();

        await AssertServedAsync(alice, bob);
    }

    [Fact]
    public async Task RedisGone_NobodyButDeadGatewaysLosesSessions()
    {
        var (address, redis) = RedisServers.StartAnother();
        await using var server = redis;
        await using var cluster = new ClusterUnderTest(address);
        await cluster.AddSiloAsync();
        var gateways = new[] { await cluster.AddGatewayAsync("Client"), await cluster.AddGatewayAsync("Silo") };
        var doomed = new[] { await cluster.AddGatewayAsync("Client"), await cluster.AddGatewayAsync("Client") };
        using var alice = await LoginAsync(gateways[0], "alice");
        using var bob = await LoginAsync(gateways[1], "bob");
        using var carol = await LoginAsync(doomed[0], "carol");
        using var dave = await LoginAsync(doomed[1], "dave");

        await redis.DisposeAsync();
        foreach (var (gateway, user) in doomed.Zip(["carol", "dave"]))
        {
            gateway.Kill();
            await Until.TrueAsync(async () => !await IsOnlineAsync(bob, user));
        }

        await AssertServedAsync(alice, bob);
    }

    [Fact]
    public async Task GatewayPausedForTooLong_EndsItsConnectionsAndServesNewOnes()
    {
        await using var cluster = new ClusterUnderTest(await servers.GetAddressAsync(Redis.Garnet));
        await cluster.AddSiloAsync();
        var paused = await cluster.AddGatewayAsync("Client");
        using var asking = await GameClient.ConnectAsync(await cluster.AddGatewayAsync("Silo"));
        using var alice = await LoginAsync(paused, "alice");
        Assert.True(await IsOnlineAsync(asking, "alice"));

        paused.Pause();
        await Until.TrueAsync(async () => !await IsOnlineAsync(asking, "alice"));
        paused.Resume();

        Assert.Equal(MqttClientDisconnectReason.ServerShuttingDown, (await alice.WaitForDisconnectAsync()).Reason);
        using var again = await LoginAsync(paused, "alice");
        Assert.True(await IsOnlineAsync(asking, "alice"));
        Assert.True((await asking.CallForResultAsync("Social/HD_Tell", new { To = "alice", Text = "back" })).GetBoolean());
        await again.WaitForPushAsync("Social/OnTell", "\"back\"");
    }

    [Fact]
    public async Task QuickReconnects_OnTwoGateways_TheNewestSessionStays()
    {
        await using var cluster = new ClusterUnderTest(await servers.GetAddressAsync(Redis.Garnet));
        await cluster.AddSiloAsync();
        var gateways = new[] { await cluster.AddGatewayAsync("Silo"), await cluster.AddGatewayAsync("Client") };
        using var asking = await GameClient.ConnectAsync(gateways[0]);
        var current = await LoginAsync(gateways[1], "hopper");
        for (var i = 0; i < 20; i++)
        {
            var next = await LoginAsync(gateways[i % 2], "hopper");
            await next.CallForResultAsync("Social/HD_Enroll", new { Name = "hoppers" });
            if (i % 3 == 0)
            {
                current.Abort();
            }

            current.Dispose();
            current = next;
        }

        Assert.True(await IsOnlineAsync(asking, "hopper"));
        await Until.TrueAsync(async () => (await asking.CallForResultAsync("Social/HD_Count", new { Name = "hoppers" })).GetInt32() == 1);
        Assert.True((await asking.CallForResultAsync("Social/HD_Tell", new { To = "hopper", Text = "you" })).GetBoolean());
        await current.WaitForPushAsync("Social/OnTell", "\"you\"");
        Assert.Empty(Texts(current, "Session/OnKick"));
        current.Dispose();
        await Until.TrueAsync(async () => !await IsOnlineAsync(asking, "hopper"));
    }

    private static async Task AssertServedAsync(params GameClient[] clients)
    {
        foreach (var client in clients)
        {
            await client.CallForResultAsync("Social/HD_Broadcast", new { To = "", Text = "still here" });
            await client.WaitForPushAsync("Social/OnNews", "\"still here\"");
            Assert.Empty(Texts(client, "Session/OnReconnect"));
        }

        Assert.All(await Task.WhenAll(clients.Select(client => IsOnlineAsync(client, "alice"))), Assert.True);
        Assert.All(await Task.WhenAll(clients.Select(client => IsOnlineAsync(client, "bob"))), Assert.True);
    }

    private static async Task<GameClient> LoginAsync(IGateway gateway, string user)
    {
        var client = await GameClient.ConnectAsync(gateway, new ClientOptions { Version = MqttProtocolVersion.V500 });
        await client.LoginAsync(user);
        return client;
    }

    private static async Task<bool> IsOnlineAsync(GameClient client, string user) =>
        await client.CallAsync("Social/HD_Online", new { Name = user }) is { Error: "", Result: var online } && online.GetBoolean();

    private static string[] Texts(GameClient client, string topic) => [.. client.Messages.Snapshot().Where(m => m.Topic == topic).Select(m => m.Text)];
}
