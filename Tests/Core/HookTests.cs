using System.Text;
using Mqant.Gateway.Sessions;
using Mqant.Tests.Core.Modules;
using Xunit;

namespace Mqant.Tests.Core;

public sealed class HookTests(CoreFixture core)
{
    [Fact]
    public async Task ConnectedAndDisconnected_AreToldInThatOrder_WithTheReason()
    {
        var client = await core.ConnectAsync(new SessionOpening { ClientId = "h", Settings = Marked("hook-order") });
        await core.UntilAsync(() => Task.FromResult(client.Session.Snapshot.Settings.ContainsKey("greeted")));
        client.Session.End(SessionEndReason.KeepAliveTimeout);
        await core.UntilAsync(() => Task.FromResult(SessionLogGrain.Log("hook-order").Length == 2));
        Assert.Equal([$"connected {client.Session.Id}", $"disconnected {client.Session.Id} KeepAliveTimeout"], SessionLogGrain.Log("hook-order"));
    }

    [Fact]
    public async Task Hook_ThatFails_HoldsNobodyUp()
    {
        var client = await core.ConnectAsync(new SessionOpening { ClientId = "h", Settings = Marked("hook-fails") });
        Assert.Equal("", (await client.CallAsync("HelloWorld/HD_Say/1")).Error);
        client.Session.End(SessionEndReason.Closed);
        await core.UntilAsync(() => Task.FromResult(SessionLogGrain.Log("hook-fails").Length == 1));
        Assert.Equal([$"disconnected {client.Session.Id} Closed"], SessionLogGrain.Log("hook-fails"));
    }

    [Fact]
    public async Task Authenticator_AcceptsAUser_TheSessionIsBoundWithSettingsFromTheStart()
    {
        var client = await core.ConnectAsync(Credentials("hook-user", "right"));
        Assert.Equal("hook-user", client.Session.UserId);
        Assert.Equal("gold", client.Session.Snapshot.Settings["tier"]);
        Assert.Equal("\"hook-user\"", (await client.CallAsync("Probe@h1/HD_LoggedIn/1")).Result);
        Assert.True(await core.Users.IsOnlineAsync("hook-user"));
    }

    [Fact]
    public async Task Authenticator_SaysNoOrFails_TheClientIsRefusedAndNothingIsLeft()
    {
        Assert.Equal(SessionRefusal.BadCredentials, await RefusalAsync(Credentials("hook-wrong", "wrong")));
        Assert.Equal(SessionRefusal.NotAuthorized, await RefusalAsync(Credentials("hook-banned", "banned")));
        Assert.Equal(SessionRefusal.Unavailable, await RefusalAsync(Credentials("hook-broken", "broken")));
        Assert.False(await core.Users.IsOnlineAsync("hook-wrong"));
        Assert.DoesNotContain(core.Registry.All, s => s.Snapshot.Settings.GetValueOrDefault("mark") == "hook-refused");
        Assert.Empty(SessionLogGrain.Log("hook-refused"));
    }

    [Fact]
    public async Task SessionThatEndsBeforeItsClientIsLetIn_IsRefused_AndNoHookIsTold()
    {
        var opening = core.ConnectAsync(new SessionOpening { ClientId = "h", UserName = "hook-early", Password = "wait"u8.ToArray(), Settings = Marked("hook-early") });
        var session = Assert.Single(core.Registry.All, s => s.Snapshot.Settings.GetValueOrDefault("mark") == "hook-early");
        session.End(SessionEndReason.TakenOver);
        BouncerGrain.GateOf("hook-early").SetResult();

        var refused = await Assert.ThrowsAsync<SessionRefusedException>(() => opening);

        Assert.Equal(SessionRefusal.Unavailable, refused.Refusal);
        Assert.False(session.IsOpen);
        Assert.Empty(SessionLogGrain.Log("hook-early"));
    }

    [Fact]
    public async Task Takeover_OfAnAuthenticatedUsersClientId_NeedsTheSameUser()
    {
        var alice = await core.ConnectAsync(Credentials("hook-alice", "right", "shared-id"));
        var mallory = await core.ConnectAsync(Credentials("hook-mallory", "right", "shared-id"));
        Assert.False(alice.IsClosed);
        var again = await core.ConnectAsync(Credentials("hook-alice", "right", "shared-id"));
        await alice.Closed;
        Assert.False(mallory.IsClosed || again.IsClosed);
    }

    [Fact]
    public async Task Login_BeyondWhatItsAddressMay_HasToWait()
    {
        await using var game = await CoreFixture.StartAsync(static o => o.Settings["Mqant:Gateway:Limits:MaxLoginsPerMinutePerAddress"] = "1");
        await game.ConnectAsync(Credentials("hook-first", "right", "first"));

        var refused = await Assert.ThrowsAsync<SessionRefusedException>(() => game.ConnectAsync(Credentials("hook-second", "right", "second")));

        Assert.Equal(SessionRefusal.TooManyTries, refused.Refusal);
    }

    private static Dictionary<string, string> Marked(string mark) => new() { ["mark"] = mark };

    private static SessionOpening Credentials(string user, string password, string clientId = "h") => new()
    {
        ClientId = clientId,
        TakesOver = true,
        UserName = user,
        Password = Encoding.UTF8.GetBytes(password),
        Settings = Marked("hook-refused"),
    };

    private async Task<SessionRefusal> RefusalAsync(SessionOpening opening) =>
        (await Assert.ThrowsAsync<SessionRefusedException>(() => core.ConnectAsync(opening))).Refusal;
}
