using System.Text;
using Mqant.Tests.Mqtt;
using Xunit;

namespace Mqant.Tests.WebSockets;

/// <summary>What RFC 6455 asks of a server, section by section, on the wire.</summary>
public sealed class WebSocketProtocolTests : IAsyncLifetime
{
    private ProtocolHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await ProtocolHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    // Section 5.5.3: a pong has the payload of its ping.
    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(125)]
    public async Task Ping_IsAnsweredWithItsPayload_BeforeAndAfterTheIntroduction(int length)
    {
        using var client = await RawWebSocket.OpenAsync(_host.Endpoints.WebSocketPort);
        var payload = Bytes(length);

        await client.SendAsync(Frames.Of(Frames.Last | Frames.Ping, payload));
        Assert.Equal($"8A:{Convert.ToHexString(payload)}", await client.ReadAsync());
        await IntroduceAsync(client);
        await client.SendAsync(Frames.Of(Frames.Last | Frames.Ping, payload));
        Assert.Equal($"8A:{Convert.ToHexString(payload)}", await client.ReadAsync());
    }

    // Section 5.4: control frames come between the fragments of a message, and fragments may be empty.
    [Fact]
    public async Task Message_InFragments_WithAPingBetween_IsReadWhole()
    {
        using var client = await RawWebSocket.OpenAsync(_host.Endpoints.WebSocketPort);
        var connect = Packets.Connect(4);

        await client.SendAsync(
            Frames.Of(Frames.Binary, connect.AsSpan(0, 3)),
            Frames.Of(Frames.Last | Frames.Ping, "now"u8),
            Frames.Of(Frames.Continuation, []),
            Frames.Of(Frames.Continuation, connect.AsSpan(3, 4)),
            Frames.Of(Frames.Last | Frames.Continuation, connect.AsSpan(7)));

        Assert.Equal("8A:6E6F77", await client.ReadAsync());
        Assert.Equal("82:20020000", await client.ReadAsync());
    }

    // Section 5.5.3: a pong that nobody asked for is no error and is not answered.
    [Fact]
    public async Task Pong_ThatNobodyAskedFor_IsPassedOver()
    {
        using var client = await RawWebSocket.OpenAsync(_host.Endpoints.WebSocketPort);
        await client.SendAsync(Frames.Of(Frames.Last | Frames.Pong, "x"u8));

        await IntroduceAsync(client);
    }

    // Section 5.2: each of the three forms of a length, both ways.
    [Theory]
    [InlineData(1)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(127)]
    [InlineData(65_000)]
    public async Task Length_OfEveryForm_IsRead(int payload)
    {
        using var client = await RawWebSocket.OpenAsync(_host.Endpoints.WebSocketPort);
        await IntroduceAsync(client);
        var packet = Packets.Publish(4, "A/HD_B", new string('x', payload), qos: 1, packetId: 3);

        await client.SendAsync(Frames.Message(packet));
        Assert.Equal("82:40020003", await client.ReadAsync());

        // Several packets in one frame, for lengths of eight bytes.
        await client.SendAsync(Frames.Message([.. packet, .. Packets.PingReq, .. packet, .. Packets.PingReq]));
        Assert.Equal(["82:40020003", "82:40020003", "82:D000", "82:D000"], new[] { await client.ReadAsync(), await client.ReadAsync(), await client.ReadAsync(), await client.ReadAsync() }.Order());
    }

    public static TheoryData<string, byte[], int> Violations() => new()
    {
        { "5.1: a frame of a client is masked", Frames.Unmasked(Frames.Last | Frames.Binary, [0xC0, 0]), 1002 },
        { "5.1: a control frame, too", Frames.Unmasked(Frames.Last | Frames.Ping, []), 1002 },
        { "5.2: reserved bit 1", Frames.Of(Frames.Last | 0x40 | Frames.Binary, [0xC0, 0]), 1002 },
        { "5.2: reserved bit 2", Frames.Of(Frames.Last | 0x20 | Frames.Binary, [0xC0, 0]), 1002 },
        { "5.2: reserved bit 3", Frames.Of(Frames.Last | 0x10 | Frames.Ping, []), 1002 },
        { "5.2: reserved opcode 3", Frames.Of(Frames.Last | 0x3, []), 1002 },
        { "5.2: reserved opcode 7", Frames.Of(Frames.Last | 0x7, []), 1002 },
        { "5.2: reserved opcode B", Frames.Of(Frames.Last | 0xB, []), 1002 },
        { "5.2: reserved opcode F", Frames.Of(Frames.Last | 0xF, []), 1002 },
        { "5.2: the highest bit of a length of eight bytes is 0", [0x82, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 1], 1002 },
        { "5.4: nothing goes on that has not begun", Frames.Of(Frames.Last | Frames.Continuation, [0xC0, 0]), 1002 },
        { "5.4: nothing begins before what has begun has ended", [.. Frames.Of(Frames.Binary, [0xC0]), .. Frames.Of(Frames.Last | Frames.Binary, [0])], 1002 },
        { "5.5: a control frame has no fragments", Frames.Of(Frames.Ping, [1]), 1002 },
        { "5.5: its payload has 125 bytes at most", Frames.Of(Frames.Last | Frames.Ping, new byte[126]), 1002 },
        { "5.5.1: the number of a close frame has two bytes", Frames.Of(Frames.Last | Frames.Close, [3]), 1002 },
        { "5.5.1: its reason is UTF-8", Frames.Closing(1000, [0xC3, 0x28]), 1007 },
        { "7.4.1: 1004 means nothing", Frames.Closing(1004), 1002 },
        { "7.4.1: 1005 is never sent", Frames.Closing(1005), 1002 },
        { "7.4.1: 1006 is never sent", Frames.Closing(1006), 1002 },
        { "7.4.1: 1015 is never sent", Frames.Closing(1015), 1002 },
        { "7.4.2: there are none below 1000", Frames.Closing(999), 1002 },
        { "7.4.2: nor from 1016 on, below 3000", Frames.Closing(2000), 1002 },
        { "7.4.2: nor from 5000 on", Frames.Closing(5000), 1002 },
        { "MQTT-6.0.0-1: text", Frames.Of(Frames.Last | Frames.Text, [0xC0, 0]), 1003 },
    };

    // Section 7.1.7: the other side is told why, and the connection ends; nothing that comes after is looked at.
    [Theory]
    [MemberData(nameof(Violations))]
    public async Task Violation_IsToldAndEndsTheConnection(string rule, byte[] frames, int code)
    {
        using var client = await RawWebSocket.OpenAsync(_host.Endpoints.WebSocketPort);
        await IntroduceAsync(client);

        await client.SendAsync(frames);

        Assert.True($"88:{code:X4}" == await client.ReadAsync(), rule);
        Assert.Equal("end", await client.ReadAsync());
    }

    // Section 5.5.1: who closes is closed, with the same number, after what came before is answered.
    [Theory]
    [InlineData("", 1000)]
    [InlineData("03E8", 1000)]
    [InlineData("03E9", 1001)]
    [InlineData("0BB8", 3000)]
    [InlineData("1387", 4999)]
    public async Task Close_IsAnsweredWithItsNumber(string payload, int code)
    {
        using var client = await RawWebSocket.OpenAsync(_host.Endpoints.WebSocketPort);
        await IntroduceAsync(client);
        byte[] reason = payload.Length > 0 ? [.. Convert.FromHexString(payload), .. "auf Wiederhören"u8] : [];

        await client.SendAsync(Frames.Message(Packets.PingReq), Frames.Of(Frames.Last | Frames.Close, reason));

        Assert.Equal("82:D000", await client.ReadAsync());
        Assert.Equal($"88:{code:X4}", await client.ReadAsync());
        Assert.Equal("end", await client.ReadAsync());
    }

    // Section 7.1.2: what the peer sends until it has heard is thrown away, and is no reason for a reset.
    [Fact]
    public async Task Close_ByTheServer_WaitsForTheAnswer()
    {
        using var client = await RawWebSocket.OpenAsync(_host.Endpoints.WebSocketPort);
        await IntroduceAsync(client);

        await client.SendAsync(Frames.Message([0xE0, 0]));
        Assert.Equal("88:03E8", await client.ReadAsync());
        await client.SendAsync(Frames.Message(Packets.PingReq), Frames.Message(new byte[100_000]), Frames.Of(Frames.Last | Frames.Ping, "x"u8));
        await client.SendAsync(Frames.Closing(1000));

        Assert.Equal("end", await client.ReadAsync());
    }

    // Section 7.1.5: without a word.
    [Fact]
    public async Task End_WithoutAClose_EndsTheConnection()
    {
        using var client = await RawWebSocket.OpenAsync(_host.Endpoints.WebSocketPort);
        await IntroduceAsync(client);

        client.EndSending();

        Assert.Equal("88:03E8", await client.ReadAsync());
        Assert.Equal("end", await client.ReadAsync());
    }

    // Section 5.3: each frame has a mask of its own, and any will do.
    [Fact]
    public async Task Masks_OfAnyKind_AreTakenOff()
    {
        using var client = await RawWebSocket.OpenAsync(_host.Endpoints.WebSocketPort);
        await IntroduceAsync(client);
        foreach (var mask in new byte[][] { [0, 0, 0, 0], [255, 255, 255, 255], [1, 0, 0, 0], [0, 0, 0, 1] })
        {
            await client.SendAsync(Frames.Of(Frames.Last | Frames.Binary, Packets.PingReq, mask));
            Assert.Equal("82:D000", await client.ReadAsync());
        }
    }

    private static async Task IntroduceAsync(RawWebSocket client)
    {
        await client.SendAsync(Frames.Message(Packets.Connect(4)));
        Assert.Equal("82:20020000", await client.ReadAsync());
    }

    private static byte[] Bytes(int length) => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, length).Select(static i => (char)('a' + (i % 26)))));
}
