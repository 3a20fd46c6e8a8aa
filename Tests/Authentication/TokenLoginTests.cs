using System.Net.WebSockets;
using MQTTnet;
using MQTTnet.Formatter;
using Mqant.Tests.Mqtt;
using Xunit;

namespace Mqant.Tests.Authentication;

/// <summary>Clients that show a token.</summary>
public sealed class TokenLoginTests(SharedLoginGame shared) : IClassFixture<SharedLoginGame>
{
    [Theory]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V500)]
    public async Task Token_AsPassword_LogsIn_WithRolesAndSettings_UntilItExpires(MqttProtocolVersion version)
    {
        var login = await shared.EnterAsync();
        using var client = await login.ConnectAsync("token", login.Token("alice", 5, "staff"), version);
        Assert.Equal(MqttClientConnectResultCode.Success, client.ConnectResult.ResultCode);
        Assert.Equal("alice", await client.RequestAsync<string>("Probe/HD_LoggedIn"));
        Assert.Equal("staff", await client.RequestAsync<string>("Guarded/HD_Staff"));
        Assert.Equal("not authorized", (await client.CallAsync("Guarded/HD_Gm", "{}")).Error);
        Assert.Equal("gold", await client.RequestAsync<string>("Probe/HD_Get", new { Name = "tier" }));

        // With what the clocks may differ.
        login.Time.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(29));
        Assert.Equal("alice", await client.RequestAsync<string>("Probe/HD_LoggedIn"));
        login.Time.Advance(TimeSpan.FromSeconds(2));

        var end = await client.WaitForDisconnectAsync();
        if (version == MqttProtocolVersion.V500)
        {
            Assert.Equal(MqttClientDisconnectReason.NotAuthorized, end.Reason);
            Assert.Equal(AccountErrors.TokenExpired, end.ReasonString);
        }

        using var again = await login.ConnectAsync();
        Assert.Equal("", await again.RequestAsync<string>("Probe/HD_WhoAmI"));
    }

    [Fact]
    public async Task Token_ThatIsNotAccepted_LetsNobodyIn_NotEvenAsAGuest()
    {
        var login = await shared.EnterAsync();
        using var other = new TokenIssuer();

        using var forged = await login.ConnectAsync("alice", other.Issue("alice", login.Time.GetUtcNow() + TimeSpan.FromMinutes(5)));
        using var expired = await login.ConnectAsync("alice", login.Token("alice", -1));
        using var old = await login.ConnectAsync("alice", login.Token("alice", -1), MqttProtocolVersion.V311);

        Assert.Equal((MqttClientConnectResultCode.NotAuthorized, AccountErrors.BadToken), (forged.ConnectResult.ResultCode, forged.ConnectResult.ReasonString));
        Assert.Equal((MqttClientConnectResultCode.NotAuthorized, AccountErrors.TokenExpired), (expired.ConnectResult.ResultCode, expired.ConnectResult.ReasonString));
        Assert.Equal(MqttClientConnectResultCode.NotAuthorized, old.ConnectResult.ResultCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Token_OfAWebSocket_LogsIn(bool query)
    {
        var login = await shared.EnterAsync();
        var token = login.Token("alice");
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("mqtt");
        if (!query)
        {
            socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        }

        await socket.ConnectAsync(
            new Uri($"ws://{login.Game.Gateway.WebSocket}/mqtt{(query ? $"?access_token={token}" : "")}"), TestContext.Current.CancellationToken);
        using var client = new WireClient(WebSocketStream.Create(socket, WebSocketMessageType.Binary));
        await client.SendAsync(Packets.Connect(4, "ws-token"), Packets.Publish(4, "Probe/HD_LoggedIn/1", "{}"));

        Assert.Equal("20020000", await client.ReadAsync());
        Assert.Contains(Convert.ToHexString("alice"u8), await client.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_ByACall_LogsAGuestIn_AndRenewsTheLogin()
    {
        var login = await shared.EnterAsync();
        using var client = await login.ConnectAsync();
        Assert.Equal(AccountErrors.BadToken, (await client.CallAsync("Account/HD_Token", new { token = "x" })).Error);

        await client.RequestAsync("Account/HD_Token", new { token = login.Token("alice", 5) });
        Assert.Equal("alice", await client.RequestAsync<string>("Probe/HD_LoggedIn"));
        Assert.Equal("not authorized", (await client.CallAsync("Guarded/HD_Staff", "{}")).Error);

        login.Time.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(AccountErrors.OtherUser, (await client.CallAsync("Account/HD_Token", new { token = login.Token("bob", 60) })).Error);
        await client.RequestAsync("Account/HD_Token", new { token = login.Token("alice", 5, "staff") });
        Assert.Equal("staff", await client.RequestAsync<string>("Guarded/HD_Staff"));

        login.Time.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal("alice", await client.RequestAsync<string>("Probe/HD_LoggedIn"));
        login.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(MqttClientDisconnectReason.NotAuthorized, (await client.WaitForDisconnectAsync()).Reason);
    }

    [Fact]
    public async Task Token_OfAnother_RenewsNoLoginByAnAccount()
    {
        var login = await shared.EnterAsync();
        using var client = await login.ConnectAsync();
        await client.RequestAsync("Account/HD_Register", new { name = "carol", password = "correct horse" });

        Assert.Equal(AccountErrors.OtherUser, (await client.CallAsync("Account/HD_Token", new { token = login.Token("alice") })).Error);
        Assert.Equal("carol", await client.RequestAsync<string>("Probe/HD_LoggedIn"));
    }

    [Fact]
    public async Task Guests_WhereThereAreNone_AreRefused()
    {
        await using var login = await LoginGame.StartAsync(("Authentication:Guests:Allowed", "false"));

        using var guest = await login.ConnectAsync();
        using var named = await login.ConnectAsync("alice", null);
        using var user = await login.ConnectAsync("alice", login.Token("alice"));

        Assert.Equal((MqttClientConnectResultCode.NotAuthorized, "guests are not let in"), (guest.ConnectResult.ResultCode, guest.ConnectResult.ReasonString));
        Assert.Equal(MqttClientConnectResultCode.NotAuthorized, named.ConnectResult.ResultCode);
        Assert.Equal(MqttClientConnectResultCode.Success, user.ConnectResult.ResultCode);

        Assert.Equal("", (await user.CallAsync("Account/HD_Logout", "{}")).Error);
        Assert.Equal(MqttClientDisconnectReason.NotAuthorized, (await user.WaitForDisconnectAsync()).Reason);
    }

    [Fact]
    public async Task Address_ThatShowsTooManyWrongTokensByRequest_WaitsAWhile()
    {
        await using var login = await LoginGame.StartAsync(("Authentication:BackOff:AddressTries", "3"));
        using var client = await login.ConnectAsync();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(AccountErrors.BadToken, (await client.CallAsync("Account/HD_Token", new { token = "x" })).Error);
        }

        Assert.Equal("too many tries: wait 1 s", (await client.CallAsync("Account/HD_Token", new { token = login.Token("alice") })).Error);
    }

    [Fact]
    public async Task Session_ThatHasLoggedInOtherwise_DoesNotEndWithTheTokenThatItHadBefore()
    {
        await using var login = await LoginGame.StartAsync();
        using var client = await login.ConnectAsync("alice", login.Token("alice", 1));
        await client.RequestAsync("Account/HD_Register", new { name = "carol", password = "correct horse" });
        using var other = await login.ConnectAsync("bob", login.Token("bob", 1));

        login.Time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(MqttClientDisconnectReason.NotAuthorized, (await other.WaitForDisconnectAsync()).Reason);
        Assert.Equal("carol", await client.RequestAsync<string>("Probe/HD_LoggedIn"));
    }

    [Fact]
    public async Task Address_ThatShowsTooManyWrongTokens_WaitsAWhile()
    {
        await using var login = await LoginGame.StartAsync(("Authentication:BackOff:AddressTries", "3"));
        for (var i = 0; i < 3; i++)
        {
            using var wrong = await login.ConnectAsync("x", login.Token("alice", -1));
            Assert.Equal(MqttClientConnectResultCode.NotAuthorized, wrong.ConnectResult.ResultCode);
        }

        using var early = await login.ConnectAsync("x", login.Token("alice"));
        Assert.Equal((MqttClientConnectResultCode.QuotaExceeded, "too many tries: wait 1 s"), (early.ConnectResult.ResultCode, early.ConnectResult.ReasonString));
        using var guest = await login.ConnectAsync();
        Assert.Equal(MqttClientConnectResultCode.Success, guest.ConnectResult.ResultCode);

        login.Time.Advance(TimeSpan.FromSeconds(1));
        using var right = await login.ConnectAsync("x", login.Token("alice"));
        Assert.Equal(MqttClientConnectResultCode.Success, right.ConnectResult.ResultCode);
    }
}
