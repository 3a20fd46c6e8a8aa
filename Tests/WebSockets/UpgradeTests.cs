using Mqant.Tests.Infrastructure;
using Mqant.Tests.Mqtt;
using Xunit;

namespace Mqant.Tests.WebSockets;

/// <summary>How a WebSocket is opened, and what is no way to open one (RFC 6455 section 4.2).</summary>
public sealed class UpgradeTests : IAsyncLifetime
{
    private ProtocolHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await ProtocolHost.StartAsync(static options => options.AllowedOrigins = ["https://game.example"]);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    // Section 4.2.2, and section 9.1: extensions that are not taken up are not named.
    [Fact]
    public async Task Request_IsAcceptedWithItsProof_AndNoExtension()
    {
        using var client = await RawWebSocket.ConnectAsync(_host.Endpoints.WebSocketPort);

        await client.SendAsync(RawWebSocket.Request(
            "GET /mqtt?x=1 HTTP/1.1", "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits", "Origin: https://game.example", "Sec-WebSocket-Protocol: other,  mqttv3.1", "Sec-WebSocket-Protocol: mqtt"));

        Assert.Equal(
            $"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: {RawWebSocket.Proof}\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n",
            await client.ReadHeadAsync());
    }

    // Names and values that are of no case are read as such; lists may be in one field or in several.
    [Fact]
    public async Task Request_WrittenOtherwise_IsTheSame()
    {
        using var client = await RawWebSocket.ConnectAsync(_host.Endpoints.WebSocketPort);

        await client.SendAsync(
            $"GET / HTTP/1.1\r\nhost:[::1]:3653\r\nCONNECTION: close\r\nconnection:\tUPGRADE \r\nupgrade: h2c, WEBSOCKET\r\nsec-websocket-version: 13\r\nx-empty:\r\nSEC-WEBSOCKET-KEY: {RawWebSocket.Key}\r\ncontent-length: 0\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 101 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
    }

    // A client need not wait for the answer in order to go on, nor send its request at once.
    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(1)]
    [InlineData(7)]
    public async Task Request_InPieces_WithFramesBehindIt_IsServed(int piece)
    {
        using var client = await RawWebSocket.ConnectAsync(_host.Endpoints.WebSocketPort);
        byte[] all = [.. System.Text.Encoding.ASCII.GetBytes(RawWebSocket.Request()), .. Frames.Message(Packets.Connect(4)), .. Frames.Message(Packets.PingReq)];

        foreach (var part in all.Chunk(Math.Min(piece, all.Length)))
        {
            await client.SendAsync(part);
        }

        Assert.StartsWith("HTTP/1.1 101 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
        Assert.Equal("82:20020000", await client.ReadAsync());
        Assert.Equal("82:D000", await client.ReadAsync());
    }

    public static TheoryData<string, int> Refused()
    {
        var request = RawWebSocket.Request();
        return new TheoryData<string, int>
        {
            { request.Replace("Host: game.example\r\n", "", StringComparison.Ordinal), 400 },
            { RawWebSocket.Request(more: "Host: other.example"), 400 },
            { request.Replace("game.example", "game example", StringComparison.Ordinal), 400 },
            { request.Replace(RawWebSocket.Key, "", StringComparison.Ordinal), 400 },
            { request.Replace(RawWebSocket.Key, "dGhlIHNhbXBsZQ==", StringComparison.Ordinal), 400 },
            { request.Replace(RawWebSocket.Key, "dGhlIHNhbXBsZSBub25jZSEh", StringComparison.Ordinal), 400 },
            { RawWebSocket.Request(more: $"Sec-WebSocket-Key: {RawWebSocket.Key}"), 400 },
            { RawWebSocket.Request(more: "Sec-WebSocket-Protocol: graphql-ws"), 400 },
            { RawWebSocket.Request(more: "No colon"), 400 },
            { RawWebSocket.Request(more: "X : space before the colon"), 400 },
            { RawWebSocket.Request(more: " goes on"), 400 },
            { RawWebSocket.Request(more: "X: a\0b"), 400 },
            { RawWebSocket.Request(more: "X: a\nb"), 400 },
            { RawWebSocket.Request(more: "X: \xFF"), 400 },
            { RawWebSocket.Request("GET  / HTTP/1.1"), 400 },
            { RawWebSocket.Request("GET /\x7F HTTP/1.1"), 400 },
            { RawWebSocket.Request("GET / HTTP/x"), 400 },
            { RawWebSocket.Request("GET /"), 400 },
            { "GET / HTTP/1.1\nHost: x\n\n", 400 },
            { "GET / HTTP/1.1\r\n\r\n", 400 },
            { request.Replace("game.example", "game.example?a#b", StringComparison.Ordinal), 400 },
            { RawWebSocket.Request("GET * HTTP/1.1"), 400 },
            { RawWebSocket.Request("GET mqtt HTTP/1.1"), 400 },
            { "\r\n", 400 },
            { "\x10\x0C\0\x04MQTT", 400 },
            { "\x16\x03\x01", 400 },
            { RawWebSocket.Request(more: "Origin: https://evil.example"), 403 },
            { RawWebSocket.Request(more: "Origin: null"), 403 },
            { RawWebSocket.Request("POST / HTTP/1.1"), 405 },
            { RawWebSocket.Request("get / HTTP/1.1"), 405 },
            { RawWebSocket.Request(more: "Content-Length: 1"), 413 },
            { RawWebSocket.Request(more: "Transfer-Encoding: chunked"), 413 },
            { $"GET /{new string('x', 9_000)}", 414 },
            { RawWebSocket.Request($"GET /{new string('x', 9_000)} HTTP/1.1"), 414 },
            { RawWebSocket.Request("GET / HTTP/1.0"), 426 },
            { request.Replace("13", "8", StringComparison.Ordinal), 426 },
            { request.Replace("keep-alive, Upgrade", "keep-alive", StringComparison.Ordinal), 426 },
            { request.Replace("WebSocket\r\n", "h2c\r\n", StringComparison.Ordinal), 426 },
            { "GET / HTTP/1.1\r\nHost: x\r\n\r\n", 426 },
            { $"GET / HTTP/1.1\r\nX: {new string('x', 33_000)}", 431 },
            { RawWebSocket.Request(more: $"X: {new string('x', 33_000)}"), 431 },
            { RawWebSocket.Request(more: [.. Enumerable.Repeat("X: x", 100)]), 431 },
            { RawWebSocket.Request("GET / HTTP/2.0"), 505 },
            { "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505 },
        };
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Request_ThatIsNone_IsRefused_AsFarAsItCame(string request, int status)
    {
        using var client = await RawWebSocket.ConnectAsync(_host.Endpoints.WebSocketPort);

        await client.SendAsync(request);

        var answer = await client.ReadHeadAsync();
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\nContent-Security-Policy: default-src 'none'", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nDate: ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("\r\nServer: ", answer, StringComparison.Ordinal);
    }

    // Section 4.4: who speaks another version is told which one is spoken here. RFC 9110 section 15.5.22, 15.5.6: what would be understood.
    [Theory]
    [InlineData("GET / HTTP/1.1", "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n", true)]
    [InlineData("PUT / HTTP/1.1", "Allow: GET\r\n", true)]
    [InlineData("HEAD / HTTP/1.1", "Allow: GET\r\n", false)]
    public async Task Refusal_SaysWhatWouldBeUnderstood_AndIsTheEnd(string first, string says, bool inWords)
    {
        using var client = await RawWebSocket.ConnectAsync(_host.Endpoints.WebSocketPort);

        await client.SendAsync($"{first}\r\nHost: x\r\n\r\n");

        Assert.Contains(says, await client.ReadHeadAsync(), StringComparison.Ordinal);
        Assert.Equal(inWords, (await client.ReadToEndAsync()).Length > 0);
    }

    // The process stops, and nothing was promised to who has not said what he wants.
    [Fact]
    public async Task Request_HalfSent_DoesNotHoldUpTheEnd()
    {
        await using var host = await ProtocolHost.StartAsync();
        using var client = await RawWebSocket.ConnectAsync(host.Endpoints.WebSocketPort);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: x\r\n");
        using var open = await RawWebSocket.OpenAsync(host.Endpoints.WebSocketPort);

        await host.DisposeAsync().AsTask().WithinDeadline("the host");

        await Assert.ThrowsAnyAsync<IOException>(client.ReadHeadAsync);
    }
}
