using Microsoft.Extensions.DependencyInjection;
using Mqant.Gateway.Sessions;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Core;

/// <summary>Operations on sessions from outside of the handler that the client called.</summary>
public sealed class BindingTests(CoreFixture core)
{
    [Fact]
    public async Task Find_LiveSession_CanBeReadChangedBoundAndUnbound()
    {
        var client = await core.ConnectAsync();
        var session = await core.Sessions.FindAsync(client.Session.Snapshot.Ref);
        session!.Set([new("a", "1"), new("b", "2")]);
        session.Remove("b");
        await session.PushAsync();
        Assert.Equal("1", client.Session.Snapshot.Settings["a"]);
        Assert.False(client.Session.Snapshot.Settings.ContainsKey("b"));

        await session.BindAsync("bind-outside");
        Assert.Equal("bind-outside", client.Session.UserId);
        Assert.Equal("bind-outside", session.UserId);
        Assert.True(await core.Sessions.IsConnectedAsync(session.Ref));

        var bound = session.Ref;
        await session.UnbindAsync();
        Assert.Equal("", client.Session.UserId);
        Assert.False(await core.Sessions.IsConnectedAsync(bound));
        Assert.True(await core.Sessions.IsConnectedAsync(session.Ref));
        await core.UntilAsync(async () => !await core.Users.IsOnlineAsync("bind-outside"));
    }

    [Fact]
    public async Task Find_SessionThatEnded_IsNullAndItsOperationsSaySo()
    {
        var client = await core.ConnectAsync();
        var session = await core.Sessions.FindAsync(client.Session.Snapshot.Ref);
        client.Session.End(SessionEndReason.ConnectionLost);
        Assert.Null(await core.Sessions.FindAsync(client.Session.Snapshot.Ref));
        Assert.False(await core.Sessions.IsConnectedAsync(client.Session.Snapshot.Ref));
        session!.Set("a", "1");
        Assert.Equal(GameErrors.NoSession, (await Assert.ThrowsAsync<GameException>(() => session.PushAsync().AsTask())).Message);
        Assert.Equal(GameErrors.NoSession, (await Assert.ThrowsAsync<GameException>(() => session.BindAsync("bind-ended").AsTask())).Message);
        Assert.False(await core.Users.IsOnlineAsync("bind-ended"));
    }

    [Fact]
    public async Task ConnectionThatEndsWhileItIsBound_LeavesNothingBehind()
    {
        var group = core.Groups.Get("bind-drop-group");
        await group.AddUserAsync("bind-drop");
        var client = await core.ConnectAsync();

        // The user has accepted the session and put it into its group; the gateway hears of it only after the connection has ended.
        var answer = await core.BindAsync("bind-drop", client, 77);
        Assert.NotNull(answer.Login);
        client.Session.End(SessionEndReason.ConnectionLost);

        await core.UntilAsync(async () => await core.Users.KickAsync("bind-drop", "nobody") == 0);
        Assert.Equal(0, await group.CountAsync());
        await core.UntilAsync(() => Task.FromResult(core.LocalGroups.Find("bind-drop-group") is null));
    }

    [Fact]
    public async Task BindingThatTheHandlerGivesUp_IsReportedToTheUserEvenWhenTheNewsComesLate()
    {
        var client = await core.ConnectAsync();

        // Number 1 was a call that has ended without a binding: a watch for it must not wait for ever.
        await client.CallAsync("Probe@bl/HD_Throw/1", new { });
        client.Send(("Probe@bl/HD_Throw/2", "{}"), ("Probe@bl/HD_Block/3", "{\"Name\":\"bl-gate\"}"));
        await core.BindAsync("bind-late", client, 2);

        await core.UntilAsync(async () => await core.Users.KickAsync("bind-late", "nobody") == 0);
        Assert.False(client.IsClosed);
    }

    [Fact]
    public async Task PushThatArrivesWhileABindingIsDecided_DoesNotOvertakeThoseThatWaitedForIt()
    {
        var client = await core.ConnectAsync();
        client.OnPush = message =>
        {
            if (message.Topic == "Order/OnFirst")
            {
                client.Session.TrySend(1, new OutboundMessage("Order/OnLast", default));
            }
        };
        client.Send(("Probe@order/HD_Bind/1", "{\"Name\":\"bind-order\",\"Value\":\"bind-order-gate\"}"));
        Assert.True(client.Session.TrySend(1, new OutboundMessage("Order/OnFirst", default)));
        Assert.True(client.Session.TrySend(1, new OutboundMessage("Order/OnSecond", default)));

        await (await core.ConnectAsync()).CallAsync("Probe@order/HD_Release/1", new { Name = "bind-order-gate" });

        var topics = new List<string>();
        while (topics.LastOrDefault() != "Probe@order/HD_Bind/1")
        {
            topics.Add((await client.NextAsync()).Topic);
        }

        topics.Remove("Probe/OnBind");
        Assert.Equal(["Order/OnFirst", "Order/OnSecond", "Order/OnLast", "Probe@order/HD_Bind/1"], topics);
    }

    [Fact]
    public async Task RejectedUser_OfABindFromOutside_IsToldSo()
    {
        var client = await core.ConnectAsync();
        var session = (await core.Sessions.FindAsync(client.Session.Snapshot.Ref))!;
        await Assert.ThrowsAsync<GameException>(() => session.BindAsync(new string('x', 200)).AsTask());
        Assert.Equal("", client.Session.UserId);
    }

    [Fact]
    public async Task SendAcknowledged_TellsWhetherTheClientAcknowledged()
    {
        var client = await core.ConnectAsync();
        var acknowledged = core.Sessions.SendAcknowledgedAsync(client.Session.Snapshot.Ref, "Mail/OnNew", 1);
        Assert.Equal("1", (await client.NextAsync()).Body);
        Assert.False(acknowledged.IsCompleted);
        Assert.True(client.Unacknowledged.TryDequeue(out var first));
        first.SetResult(true);
        Assert.True(await acknowledged);

        var lost = core.Sessions.SendAcknowledgedAsync(client.Session.Snapshot.Ref, "Mail/OnNew", 2);
        await client.NextAsync();
        Assert.True(client.Unacknowledged.TryDequeue(out var second));
        second.SetResult(false);
        Assert.False(await lost);

        client.Session.End(SessionEndReason.ConnectionLost);
        Assert.False(await core.Sessions.SendAcknowledgedAsync(client.Session.Snapshot.Ref, "Mail/OnNew", 3));
        Assert.False(await core.Sessions.SendAcknowledgedAsync(default, "Mail/OnNew", 4));
    }

    [Fact]
    public async Task Broadcast_ReachesGuestsAndUsers()
    {
        // A game of its own: a broadcast reaches the clients of other tests too.
        await using var game = await TestGame.StartAsync(static options => options.AddDemos());
        using var guest = await GameClient.ConnectAsync(game.Gateway);
        using var user = await GameClient.ConnectAsync(game.Gateway);
        await user.LoginAsync("broadcast");
        await game.Gateway.Services.GetRequiredService<ISessions>().BroadcastAsync("World/OnNews", "hear");
        await guest.WaitForPushAsync("World/OnNews", "\"hear\"");
        await user.WaitForPushAsync("World/OnNews", "\"hear\"");
    }
}
