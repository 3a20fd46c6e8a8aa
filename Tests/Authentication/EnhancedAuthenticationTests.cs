using System.Text;
using MQTTnet;
using MQTTnet.Protocol;
using Mqant.Tests.Conformance;
using Mqant.Tests.Infrastructure;
using Mqant.Tests.Mqtt;
using Xunit;

namespace Mqant.Tests.Authentication;

/// <summary>MQTT 5.0 section 4.12: AUTH, method <c>jwt</c>.</summary>
public sealed class EnhancedAuthenticationTests(SharedLoginGame shared) : IClassFixture<SharedLoginGame>
{
    private const string ContinuePacket = "F008" + "18" + "0615" + "00036A7774";
    private const string SuccessPacket = "F008" + "00" + "0615" + "00036A7774";
    private const string ProtocolErrorPacket = "E0028200";

    [Fact]
    [Conformance("5.0", "MQTT-3.15.2-1", "MQTT-4.12.0-5")]
    public async Task Connect_WithMethodAndToken_IsAnsweredWithTheMethod_AndTheLoginIsRenewedByAuth()
    {
        var login = await shared.EnterAsync();
        using var client = await WireClient.ConnectAsync(login.Game.Gateway.Tcp.Port);
        await client.SendAsync(Packets.Connect(5, "auth-1", properties: Method(login.Token("alice", 5))));
        Assert.Contains("1500036A7774", await client.ReadAsync(), StringComparison.Ordinal);
        Assert.Contains("alice", await WhoAmIAsync(client), StringComparison.Ordinal);

        login.Time.Advance(TimeSpan.FromMinutes(4));
        await client.SendAsync(Auth(0x19, Method(login.Token("alice", 5))));
        Assert.Equal(SuccessPacket, await client.ReadAsync());

        login.Time.Advance(TimeSpan.FromMinutes(4));
        Assert.Contains("alice", await WhoAmIAsync(client), StringComparison.Ordinal);

        // Again, and the token only when it is asked for.
        await client.SendAsync(Auth(0x19, Method()));
        Assert.Equal(ContinuePacket, await client.ReadAsync());
        Assert.Contains("alice", await WhoAmIAsync(client), StringComparison.Ordinal);
        await client.SendAsync(Auth(0x18, Method(login.Token("alice", 5))));
        Assert.Equal(SuccessPacket, await client.ReadAsync());

        login.Time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(Farewell(AccountErrors.TokenExpired), await client.ReadAsync());
        Assert.Equal(WireClient.Closed, await client.ReadAsync());
    }

    [Fact]
    [Conformance("5.0", "MQTT-4.12.0-2", "MQTT-4.12.0-5")]
    public async Task Connect_WithTheMethodAlone_IsAskedForTheToken()
    {
        var login = await shared.EnterAsync();
        using var client = await WireClient.ConnectAsync(login.Game.Gateway.Tcp.Port);
        await client.SendAsync(Packets.Connect(5, "auth-2", properties: Method()));
        Assert.Equal(ContinuePacket, await client.ReadAsync());

        await client.SendAsync(Auth(0x18, Method(login.Token("alice"))));

        Assert.StartsWith("20", await client.ReadAsync(), StringComparison.Ordinal);
        Assert.Contains("alice", await WhoAmIAsync(client), StringComparison.Ordinal);
    }

    [Fact]
    [Conformance("5.0", "MQTT-4.12.0-4")]
    public async Task Connect_WithATokenThatIsNotAccepted_IsRefusedWithTheReason_WhateverThePassword()
    {
        var login = await shared.EnterAsync();
        using var client = await WireClient.ConnectAsync(login.Game.Gateway.Tcp.Port);
        await client.SendAsync(Packets.Connect(
            5, "auth-3", flags: 0xC2, properties: Method(login.Token("alice", -1)), after: [.. Packets.Text("u"), .. Packets.Text(login.Token("alice"))]));

        var text = Packets.Text(AccountErrors.TokenExpired);
        Assert.Equal(Convert.ToHexString(Packets.Of(0x20, [0, 0x87, (byte)(1 + text.Length), 0x1F], text)), await client.ReadAsync());
        Assert.Equal(WireClient.Closed, await client.ReadAsync());
    }

    [Fact]
    [Conformance("5.0", "MQTT-4.12.1-2")]
    public async Task Auth_WithAnothersToken_EndsTheSession()
    {
        var login = await shared.EnterAsync();
        foreach (var (token, reason) in new[] { (login.Token("bob"), AccountErrors.OtherUser), (login.Token("alice", -1), AccountErrors.TokenExpired), ("x", AccountErrors.BadToken) })
        {
            using var client = await WireClient.ConnectAsync(login.Game.Gateway.Tcp.Port);
            await client.SendAsync(Packets.Connect(5, "auth-4", properties: Method(login.Token("alice"))));
            await client.ReadAsync();

            await client.SendAsync(Auth(0x19, Method(token)));

            Assert.Equal(Farewell(reason), await client.ReadAsync());
            Assert.Equal(WireClient.Closed, await client.ReadAsync());
        }
    }

    [Fact]
    [Conformance("5.0", "MQTT-3.15.2-1", "MQTT-4.12.0-7")]
    public async Task Auth_AgainstTheRules_EndsTheSession()
    {
        var login = await shared.EnterAsync();
        (string What, bool Method, byte[] Packet)[] cases =
        [
            ("without a method in CONNECT", false, Auth(0x19, Method("x"))),
            ("another method", true, Auth(0x19, [0x15, .. Packets.Text("SCRAM")])),
            ("no method", true, Auth(0x19, [])),
            ("data that nobody asked for", true, Auth(0x18, Method("x"))),
            ("success, which is for the server to say", true, [0xF0, 0]),
            ("an unknown reason", true, Auth(0x42, Method("x"))),
        ];
        foreach (var (what, method, packet) in cases)
        {
            using var client = await WireClient.ConnectAsync(login.Game.Gateway.Tcp.Port);
            await client.SendAsync(Packets.Connect(5, "auth-5", properties: method ? Method(login.Token("alice")) : []));
            await client.ReadAsync();

            await client.SendAsync(packet);

            Assert.Equal($"{what}: {ProtocolErrorPacket}", $"{what}: {await client.ReadAsync()}");
            Assert.Equal(WireClient.Closed, await client.ReadAsync());
        }
    }

    [Fact]
    public async Task Auth_BeforeTheClientIsLetIn_ComesOnlyWhenItIsAskedFor()
    {
        var login = await shared.EnterAsync();
        (string What, byte[][] Packets)[] cases =
        [
            ("first", [Auth(0x18, Method("x"))]),
            ("CONNECT twice", [Packets.Connect(5, "c", properties: Method()), Packets.Connect(5, "c", properties: Method())]),
            ("3.1.1", [Packets.Connect(4, "c"), Auth(0x19, Method("x"))]),
            ("another reason", [Packets.Connect(5, "c", properties: Method()), Auth(0x19, Method("x"))]),
            ("malformed", [Packets.Connect(5, "c", properties: Method()), Packets.Of(0xF0, [0x18, 9, 1])]),
        ];
        foreach (var (what, packets) in cases)
        {
            using var client = await WireClient.ConnectAsync(login.Game.Gateway.Tcp.Port);
            await client.SendAsync(packets);

            var answers = await client.ReadToEndAsync();
            Assert.True(Array.TrueForAll(answers, static answer => answer is ContinuePacket or "20020000" || answer.StartsWith("200300", StringComparison.Ordinal)), $"{what}: {string.Join(' ', answers)}");
        }
    }

    [Fact]
    public async Task MqttNet_LogsInAndRenews()
    {
        var login = await shared.EnterAsync();
        var handler = new Handler();
        using var client = await login.Game.ConnectAsync(options: ClientOptions.Version5 with
        {
            Configure = builder => builder.WithEnhancedAuthentication("jwt", Encoding.UTF8.GetBytes(login.Token("alice", 5))).WithEnhancedAuthenticationHandler(handler),
        });
        Assert.Equal("jwt", client.ConnectResult.AuthenticationMethod);
        Assert.Equal("alice", await client.RequestAsync<string>("Probe/HD_LoggedIn"));

        login.Time.Advance(TimeSpan.FromMinutes(4));
        await client.Mqtt.SendEnhancedAuthenticationExchangeDataAsync(
            new MqttEnhancedAuthenticationExchangeData { ReasonCode = MqttAuthenticateReasonCode.ReAuthenticate, AuthenticationData = Encoding.UTF8.GetBytes(login.Token("alice", 5)) },
            TestContext.Current.CancellationToken);
        Assert.Equal(MqttAuthenticateReasonCode.Success, await handler.Answered.WaitAsync(TestContext.Current.CancellationToken));

        login.Time.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal("alice", await client.RequestAsync<string>("Probe/HD_LoggedIn"));
    }

    [Fact]
    public async Task MqttJs_LogsInByItsProperties()
    {
        var node = Tools.RequireNodeWithMqttJs();
        var login = await shared.EnterAsync();

        var output = await ToolProcess.RunAsync(
            node, Path.Combine(Tools.Script("js"), "mqtt_auth.js"), $"ws://{login.Game.Gateway.WebSocket}/mqtt", login.Token("alice"), login.Token("alice"), "Probe/HD_LoggedIn");

        Assert.Equal(["alice", "renewed", "alice"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static byte[] Method(string? token = null) => [0x15, .. Packets.Text("jwt"), .. token is null ? [] : (byte[])[0x16, .. Packets.Text(token)]];

    private static byte[] Auth(byte reason, byte[] properties) => Packets.Of(0xF0, [reason], Packets.Properties(properties));

    private static string Farewell(string reason)
    {
        var text = Packets.Text(reason);
        return Convert.ToHexString(Packets.Of(0xE0, [0x87, (byte)(1 + text.Length), 0x1F], text));
    }

    private static async Task<string> WhoAmIAsync(WireClient client)
    {
        await client.SendAsync(Packets.Publish(5, "Probe/HD_WhoAmI/1", "{}"));
        return Encoding.UTF8.GetString(Convert.FromHexString(await client.ReadAsync()));
    }

    private sealed class Handler : IMqttEnhancedAuthenticationHandler
    {
        private readonly TaskCompletionSource<MqttAuthenticateReasonCode> _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<MqttAuthenticateReasonCode> Answered => _answered.Task;

        public Task HandleEnhancedAuthenticationAsync(MqttEnhancedAuthenticationEventArgs eventArgs)
        {
            _answered.TrySetResult(eventArgs.ReasonCode);
            return Task.CompletedTask;
        }
    }
}
