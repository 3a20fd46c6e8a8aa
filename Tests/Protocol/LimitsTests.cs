using System.Net;
using System.Net.WebSockets;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Protocol;

/// <summary>Limits that are made small so that they can be reached.</summary>
public sealed class LimitsTests(LimitsTests.SmallLimits limits) : IClassFixture<LimitsTests.SmallLimits>
{
    private const int MaxPacketSize = 1_024;
    private const int MaxConnectPacketSize = 256;

    [Fact]
    public async Task Silence_AfterOpening_EndsAtTheConnectTimeout()
    {
        using var client = await RawClient.OpenAsync(limits.Gateway, IPAddress.Parse("127.0.0.10"));

        Assert.Empty(await client.ReadToEndAsync());
    }

    [Fact]
    public async Task HalfAConnect_EndsAtTheConnectTimeout()
    {
        using var client = await RawClient.OpenAsync(limits.Gateway, IPAddress.Parse("127.0.0.11"));

        await client.SendAsync(Packet.Connect(4, "client")[..8]);

        Assert.Empty(await client.ReadToEndAsync());
    }

    [Fact]
    public async Task Silence_AfterTheUpgradeToWebSocket_EndsAtTheConnectTimeout()
    {
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("mqtt");
        await socket.ConnectAsync(new Uri($"ws://{limits.Gateway.WebSocket}/mqtt"), TestContext.Current.CancellationToken);

        try
        {
            await socket.ReceiveAsync(new byte[1], TestContext.Current.CancellationToken).WithinDeadline("the end");
        }
        catch (WebSocketException)
        {
            // Closed without WebSocket's own goodbye.
        }

        Assert.NotEqual(WebSocketState.Open, socket.State);
    }

    [Fact]
    public async Task Connection_ThatSentConnect_OutlivesTheConnectTimeout()
    {
        using var silent = await RawClient.OpenAsync(limits.Gateway, IPAddress.Parse("127.0.0.12"));
        using var client = await RawClient.OpenAsync(limits.Gateway, IPAddress.Parse("127.0.0.12"));
        await client.SendAsync(Packet.Connect(4, "outlives"));
        await client.ReadAsync();

        // The silent one was opened first: when it has ended, so would the other have.
        await silent.ReadToEndAsync();
        await client.SendAsync(Packet.PingReq);

        Assert.Equal(PacketKind.PingResp, (await client.ReadAsync()).Kind);
    }

    [Theory]
    [InlineData(4, 3)]
    [InlineData(5, 0x97)]
    public async Task ConnectionsFromOneAddress_BeyondTheLimit_AreRefused(int level, byte returnCode)
    {
        var from = IPAddress.Parse($"127.0.1.{level}");
        using var first = await RawClient.OpenAsync(limits.Gateway, from);
        using var second = await RawClient.OpenAsync(limits.Gateway, from);
        foreach (var client in new[] { first, second })
        {
            await client.SendAsync(Packet.Connect(level, Guid.NewGuid().ToString("N")[..20]));
            Assert.Equal(0, (await client.ReadAsync()).Body[1]);
        }

        using var third = await RawClient.OpenAsync(limits.Gateway, from);
        await third.SendAsync(Packet.Connect(level, "one-too-many"));

        var answer = Assert.Single(await third.ReadToEndAsync());
        Assert.Equal((PacketKind.ConnAck, returnCode), (answer.Kind, answer.Body[1]));
        await first.SendAsync(Packet.PingReq);
        Assert.Equal(PacketKind.PingResp, (await first.ReadAsync()).Kind);
    }

    [Fact]
    public async Task NewKeys_BeyondTheLimit_AreRefusedAndKnownOnesGoOn()
    {
        var user = Guid.NewGuid().ToString("N");
        using var client = await GameClient.ConnectAsync(limits.Gateway, new ClientOptions { From = IPAddress.Parse("127.0.0.13") });
        using var another = await GameClient.ConnectAsync(limits.Gateway, new ClientOptions { From = IPAddress.Parse("127.0.0.13") });
        await client.LoginAsync(user);
        await another.LoginAsync(user + "2");

        var errors = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            errors.Add((await client.CallAsync("Chat/HD_JoinChat", new { roomName = $"{user}-{i}" })).Error);
        }

        Assert.Equal(["", "", "", "the work queue is full!"], errors);
        Assert.Equal([user], await client.JoinAsync($"{user}-0"));
        Assert.Equal([user + "2"], await another.JoinAsync($"{user}-3"));
    }

    [Fact]
    public async Task Packet_OfTheConfiguredSize_IsServedAndALargerOneClosesTheConnection()
    {
        using var client = await RawClient.OpenAsync(limits.Gateway, IPAddress.Parse("127.0.0.14"));
        await client.SendAsync(Packet.Connect(4, "size"));
        await client.ReadAsync();
        const string topic = "HelloWorld/HD_Say/1";
        var say = new string('x', MaxPacketSize - 2 - topic.Length - """{"say":""}""".Length);

        await client.SendAsync(Packet.Publish(topic, $$"""{"say":"{{say}}"}"""));
        Assert.Equal(topic, (await client.ReadAsync()).Topic);
        await client.SendAsync(Packet.Announce(0x30, MaxPacketSize + 1));

        Assert.Empty(await client.ReadToEndAsync());
    }

    [Fact]
    public async Task Connect_BeyondTheConfiguredSize_ClosesTheConnection()
    {
        using var client = await RawClient.OpenAsync(limits.Gateway, IPAddress.Parse("127.0.0.15"));

        await client.SendAsync(Packet.Announce(0x10, MaxConnectPacketSize + 1));

        Assert.Empty(await client.ReadToEndAsync());
    }

    /// <summary>A gateway with small limits. Its tests connect from addresses of their own, because one address may open two connections.</summary>
    public sealed class SmallLimits : IAsyncLifetime
    {
        private EmbeddedGateway? _gateway;

        /// <summary>The gateway.</summary>
        public IGateway Gateway => _gateway!;

        /// <inheritdoc/>
        public async ValueTask InitializeAsync()
            => _gateway = await EmbeddedGateway.StartAsync(
                "--Mqant:Gateway:ConnectTimeout=00:00:01",
                "--Mqant:Gateway:MaxConnectionsPerAddress=2",
                "--Mqant:Gateway:MaxNewKeysPerMinute=3",
                $"--Mqant:Gateway:MaxPacketSize={MaxPacketSize}",
                $"--Mqant:Gateway:MaxConnectPacketSize={MaxConnectPacketSize}");

        /// <inheritdoc/>
        public ValueTask DisposeAsync() => _gateway?.DisposeAsync() ?? default;
    }
}
