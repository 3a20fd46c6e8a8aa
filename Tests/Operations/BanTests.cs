using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Mqant.Gateway.Sessions;
using Mqant.Tests.Core;
using Xunit;

namespace Mqant.Tests.Operations;

public sealed class BanTests(OperatorsGame game) : IClassFixture<OperatorsGame>
{
    [Fact]
    public async Task User_Banned_LosesAllSessions_AndIsToldWhyByHandlersUntilTheBanIsLifted()
    {
        var (first, other) = (await game.Core.LoginAsync("ban-mallory"), await game.Core.LoginAsync("ban-bob"));
        var ban = await game.Policy.BanAsync(BanKind.User, "ban-mallory", duration: null, "cheating", "op");

        await AssertDismissedAsync(first, "cheating");
        Assert.False(other.IsClosed);
        var guest = await game.Core.ConnectAsync();
        Assert.Equal("user is banned: cheating", (await guest.CallAsync("Probe@ban/HD_Bind/1", new { Name = "ban-mallory" })).Error);
        Assert.Equal("", guest.Session.UserId);
        Assert.False(await game.Core.Users.IsOnlineAsync("ban-mallory"));

        Assert.Equal(ban, await game.Policy.LiftBanAsync(ban.Id));
        Assert.Null(await game.Policy.LiftBanAsync(ban.Id));
        Assert.Equal("\"ban-mallory\"", (await guest.CallAsync("Probe@ban/HD_Bind/1", new { Name = "ban-mallory" })).Result);
    }

    [Fact]
    public async Task User_Banned_IsNotBoundFromElsewhereEither()
    {
        await game.Policy.BanAsync(BanKind.User, "ban-elsewhere", duration: null, "rude", "op");
        var client = await game.Core.ConnectAsync();
        var session = await game.Core.Sessions.FindAsync(client.Session.Snapshot.Ref);

        var refused = await Assert.ThrowsAsync<GameException>(() => session!.BindAsync("ban-elsewhere").AsTask());

        Assert.Equal("user is banned: rude", refused.Message);
        Assert.False(client.IsClosed);
    }

    [Fact]
    public async Task User_Banned_IsNotLetInByTheAuthenticator()
    {
        await game.Policy.BanAsync(BanKind.User, "hook-cheater", duration: null, "cheating", "op");

        var refused = await Assert.ThrowsAsync<SessionRefusedException>(
            () => game.Core.ConnectAsync(new SessionOpening { ClientId = "h", UserName = "hook-cheater", Password = "right"u8.ToArray() }));

        Assert.Equal((SessionRefusal.Banned, "cheating"), (refused.Refusal, refused.Reason));
    }

    [Fact]
    public async Task User_WhomASiloLetInThatDidNotKnowOfTheBan_IsDismissedByTheGateway()
    {
        await game.Policy.BanAsync(BanKind.User, "ban-raced", duration: null, "rude", "op");
        var grain = new ScriptedGrain((_, batch, _) => new(new ReplyBatch
        {
            Replies =
            [
                new HandlerReply
                {
                    Result = Encoding.UTF8.GetBytes("1"),
                    Changes = new SessionChanges
                    {
                        Settings = [],
                        Bind = new SessionBinding { UserId = "ban-raced", Epoch = batch.Calls[0].Number, Stored = [], Login = new Login(1, "", Store: false) },
                    },
                },
            ],
        }));
        var client = await grain.ConnectAsync(game.Core);

        client.Send(("Probe/HD_Nothing/1", "{}"));

        await AssertDismissedAsync(client, "rude");
    }

    [Fact]
    public async Task ClientId_Banned_LosesItsSessions_AndIsRefusedBeforeAnybodyIsAsked()
    {
        var opening = new SessionOpening { ClientId = "ban-device", UserName = "hook-anybody", Password = "broken"u8.ToArray() };
        var client = await game.Core.ConnectAsync(new SessionOpening { ClientId = "ban-device" });
        await game.Policy.BanAsync(BanKind.ClientId, "ban-device", duration: null, "a bot", "op");

        await AssertDismissedAsync(client, "a bot");
        var refused = await Assert.ThrowsAsync<SessionRefusedException>(() => game.Core.ConnectAsync(opening));
        Assert.Equal((SessionRefusal.Banned, "a bot"), (refused.Refusal, refused.Reason));
    }

    [Fact]
    public async Task Address_Banned_LosesItsSessions_AndIsRefused()
    {
        var client = await game.Core.ConnectAsync();
        var ban = await game.Policy.BanAsync(BanKind.Address, "192.0.2.99/24", duration: null, "a botnet", "op");

        Assert.Equal("192.0.2.0/24", ban.Value);
        await AssertDismissedAsync(client, "a botnet");
        Assert.Equal(SessionRefusal.Banned, (await Assert.ThrowsAsync<SessionRefusedException>(() => game.Core.ConnectAsync())).Refusal);
        await game.Policy.LiftBanAsync(ban.Id);
        Assert.NotNull(await game.Core.ConnectAsync());
    }

    [Fact]
    public async Task SessionThatIsBeingOpenedWhenItsClientIsBanned_IsNotOpened()
    {
        var opening = game.Core.ConnectAsync(new SessionOpening { ClientId = "ban-early", UserName = "hook-waits", Password = "wait"u8.ToArray() });
        await game.Policy.BanAsync(BanKind.ClientId, "ban-early", duration: null, "rude", "op");
        Core.Modules.BouncerGrain.GateOf("hook-waits").SetResult();

        await Assert.ThrowsAsync<SessionRefusedException>(() => opening);
    }

    [Fact]
    public async Task Ban_ThatIsOver_LetsIn_AndGoesWithTheNextChange()
    {
        var ban = await game.Policy.BanAsync(BanKind.User, "ban-briefly", TimeSpan.FromMinutes(10), "rude", "op");
        Assert.Equal(game.Time.GetUtcNow().AddMinutes(10), ban.Until);
        game.Time.Advance(TimeSpan.FromMinutes(10));

        Assert.NotNull(await game.Core.LoginAsync("ban-briefly"));
        Assert.DoesNotContain(ban, game.Policy.GetBans());
        await game.Policy.BanAsync(BanKind.User, "ban-next", duration: null, "rude", "op");
        Assert.DoesNotContain(ban, game.Policy.Current.Bans);
    }

    [Fact]
    public async Task Ban_OfTheSame_ReplacesTheOneBefore_TheNewestFirst()
    {
        var first = await game.Policy.BanAsync(BanKind.User, "ban-twice", duration: null, "rude", "op");
        var second = await game.Policy.BanAsync(BanKind.User, "ban-twice", TimeSpan.MaxValue, "ruder", "op");

        Assert.Null(second.Until);
        Assert.Equal(second, game.Policy.GetBans()[0]);
        Assert.DoesNotContain(first, game.Policy.GetBans());
    }

    [Fact]
    public async Task Bans_AreAsManyAsThereMayBe_AndThoseThatAreOverMakeRoom()
    {
        var grain = game.Core.Grains.GetGrain<IClusterPolicyGrain>(1);
        var now = game.Time.GetUtcNow();
        var storage = game.Core.Services.GetRequiredKeyedService<Orleans.Storage.IGrainStorage>(MqantStorage.Policy);
        var bans = Enumerable.Range(0, ClusterPolicyGrain.MaxBans).Select(i => new Ban($"{i}", BanKind.User, $"user-{i}", now.AddMinutes(1), "rude", "op", now));
        await storage.WriteStateAsync(
            "policy",
            grain.GetGrainId(),
            new Orleans.GrainState<StoredPolicy>(new StoredPolicy { Policy = new ClusterPolicy(Guid.NewGuid(), [], [.. bans]) }));

        Assert.False(await grain.BanAsync(new Ban("more", BanKind.User, "more", null, "rude", "op", now)));
        Assert.True(await grain.BanAsync(new Ban("same", BanKind.User, "user-7", now.AddMinutes(1), "rude", "op", now)));
        game.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await grain.BanAsync(new Ban("more", BanKind.User, "more", null, "rude", "op", now)));
        Assert.Single((await grain.GetIfChangedAsync(default))!.Bans);
    }

    [Theory]
    [InlineData((byte)BanKind.User, "", "rude")]
    [InlineData((byte)BanKind.User, "mallory", " ")]
    [InlineData((byte)BanKind.Address, "example.org", "rude")]
    [InlineData(7, "mallory", "rude")]
    public async Task Ban_OfNobodyOrForNoReason_IsNotTaken(byte kind, string value, string reason) =>
        await Assert.ThrowsAsync<ArgumentException>(() => game.Policy.BanAsync((BanKind)kind, value, duration: null, reason, "op"));

    private static async Task AssertDismissedAsync(TestClient client, string reason)
    {
        Assert.Equal(SessionEndReason.Banned, await client.Closed);
        TestClient.Received push;
        do
        {
            push = await client.NextAsync();
        }
        while (push.Topic != "Session/OnKick");

        Assert.Equal($$"""{"reason":"{{reason}}"}""", push.Body);
    }
}
