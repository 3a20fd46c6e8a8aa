using Mqant.Gateway.Sessions;
using Xunit;

namespace Mqant.Tests.Core;

/// <summary>Whose a client id is.</summary>
public sealed class ClientIdTests(CoreFixture core)
{
    [Fact]
    public async Task Guest_WithTheClientIdOfOneWhoHasLoggedIn_LeavesTheLoginAlone()
    {
        var client = await ConnectAsync("id-login");
        await BindAsync(client, "id-alice");

        var guest = await ConnectAsync("id-login");

        await AssertAliveAsync(client);
        await AssertAliveAsync(guest);
    }

    [Fact]
    public async Task Guest_OnAnotherGateway_LeavesTheLoginAlone_AndTheSameUserTakesItOver()
    {
        await using var game = await TestGame.StartAsync(static o =>
        {
            o.AddModules(typeof(ClientIdTests).Assembly);
            (o.Gateways, o.Silos) = (2, 1);
            o.Settings["Mqant:Users:DuplicateLogin"] = nameof(DuplicateLoginPolicy.Allow);
        });
        var options = ClientOptions.Version5 with { ClientId = "id-across" };
        using var client = await game.ConnectAsync("id-across", game.Gateways[0], options);

        using var guest = await game.ConnectAsync(null, game.Gateways[1], options);
        Assert.Equal("", await guest.RequestAsync<string>("Probe/HD_WhoAmI"));
        Assert.Equal("id-across", await client.RequestAsync<string>("Probe/HD_WhoAmI"));

        await guest.RequestAsync("Probe/HD_Bind", new { Name = "id-across" });
        Assert.Equal(MQTTnet.MqttClientDisconnectReason.SessionTakenOver, (await client.WaitForDisconnectAsync()).Reason);
    }

    [Fact]
    public async Task Takeover_OfAGuestWhoHasLoggedInMeanwhile_ComesTooLate()
    {
        var client = await ConnectAsync("id-late");
        var asGuest = client.Session.ClientId!.Value;
        await BindAsync(client, "id-late");

        // A guest's claim that was under way when the login was committed.
        core.Lanes.Get(client.Session.Snapshot.Gateway).Enqueue(new CloseItem
        {
            SessionId = client.Session.Number, Epoch = CloseItem.AnyEpoch, Reason = SessionEndReason.TakenOver, ClientId = asGuest,
        });

        await AssertAliveAsync(client);
    }

    [Fact]
    public async Task Login_OfTheSameUserWithTheSameClientId_TakesTheOlderSessionOver()
    {
        await using var several = await CoreFixture.StartAsync(static o => o.Settings["Mqant:Users:DuplicateLogin"] = nameof(DuplicateLoginPolicy.Allow));
        var older = await several.ConnectAsync(new SessionOpening { ClientId = "id-same", TakesOver = true });
        await BindAsync(older, "id-same");
        var newer = await several.ConnectAsync(new SessionOpening { ClientId = "id-same", TakesOver = true });
        Assert.False(older.IsClosed);

        await BindAsync(newer, "id-same");

        Assert.Equal(SessionEndReason.TakenOver, await older.Closed);
        Assert.False(newer.IsClosed);
    }

    [Fact]
    public async Task ClientIdOfAUser_AfterTheSessionIsOver_IsFreeAgain()
    {
        var older = await ConnectAsync("id-free");
        await BindAsync(older, "id-free");
        var held = older.Session.ClientId!.Value;

        older.Session.End(SessionEndReason.ConnectionLost);

        // Whoever restores an id that somebody holds is closed.
        await core.UntilAsync(async () =>
        {
            var other = await ConnectAsync("id-free-other");
            await core.Grains.GetClientIds(held.Shard).RestoreAsync([new(held, other.Session.Snapshot.Ref)]);
            await core.Grains.GetClientIds(held.Shard).ReleaseAsync([new(held, other.Session.Snapshot.Ref)]);
            await MarkAsync(other);
            return !other.IsClosed;
        });
    }

    [Fact]
    public async Task UserAndClientId_ThatLookAlikeTogether_AreTwo()
    {
        var first = await ConnectAsync("1");
        await BindAsync(first, "id-bob/phone");
        var second = await ConnectAsync("phone/1");

        await BindAsync(second, "id-bob");

        Assert.NotEqual(first.Session.ClientId, second.Session.ClientId);
        await AssertAliveAsync(first);
        await AssertAliveAsync(second);
    }

    [Fact]
    public async Task Authenticated_UserWithASlash_DoesNotMeetAnother()
    {
        var first = await ConnectAsync("2", "hook-bob/phone");

        var second = await ConnectAsync("phone/2", "hook-bob");

        await AssertAliveAsync(first);
        await AssertAliveAsync(second);
    }

    private Task<TestClient> ConnectAsync(string clientId, string? user = null) => core.ConnectAsync(new SessionOpening
    {
        ClientId = clientId, TakesOver = true, UserName = user, Password = user is null ? null : "right"u8.ToArray(),
    });

    private static async Task BindAsync(TestClient client, string user) =>
        Assert.Equal("", (await client.CallAsync($"Probe@{Guid.NewGuid():N}/HD_Bind/1", new { Name = user })).Error);

    private async Task AssertAliveAsync(TestClient client)
    {
        await MarkAsync(client);
        Assert.False(client.IsClosed);
    }

    // What was sent to the gateway before has arrived.
    private async Task MarkAsync(TestClient client)
    {
        var lane = core.Lanes.Get(client.Session.Snapshot.Gateway);
        await lane.FlushAsync();
    }
}
