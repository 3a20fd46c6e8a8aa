using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using Xunit;

namespace Mqant.Tests.Infrastructure;

/// <summary>A client that sends exactly the bytes that the test gives it, also wrong ones.</summary>
public sealed class RawClient : IDisposable
{
    private readonly Stream _stream;

    private RawClient(Stream stream) => _stream = stream;

    /// <summary>Opens a TCP connection and sends nothing.</summary>
    public static async Task<RawClient> OpenAsync(IGateway gateway, IPAddress? from = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(from ?? IPAddress.Loopback, 0));
            await socket.ConnectAsync(gateway.Tcp, TestContext.Current.CancellationToken);
            return new RawClient(new NetworkStream(socket, ownsSocket: true));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Opens a TCP connection and is let in as a client of this protocol level.</summary>
    public static async Task<RawClient> ConnectAsync(IGateway gateway, int level = 4, string? clientId = null, int keepAliveSeconds = 0)
    {
        var client = await OpenAsync(gateway);
        try
        {
            await client.SendAsync(Packet.Connect(level, clientId ?? Guid.NewGuid().ToString("N")[..20], keepAliveSeconds));
            var answer = await client.ReadAsync();
            Assert.Equal(PacketKind.ConnAck, answer.Kind);
            Assert.Equal(0, answer.Body[1]);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Reads what comes over a WebSocket that the caller opened and writes to.</summary>
    public static RawClient Over(WebSocket socket)
        => new(WebSocketStream.Create(socket, WebSocketMessageType.Binary, ownsWebSocket: false));

    /// <summary>Sends bytes at once; to a connection that the server has closed they just don't go.</summary>
    public async Task SendAsync(params byte[][] packets)
    {
        try
        {
            await _stream.WriteAsync(packets.SelectMany(packet => packet).ToArray(), TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // The server closed already; the test reads what it said.
        }
    }

    /// <summary>The next packet; fails when the connection is closed before it.</summary>
    public async Task<Packet> ReadAsync()
    {
        var packet = await ReadOrEndAsync().WithinDeadline("the next packet");
        Assert.True(packet is not null, "The server closed the connection.");
        return packet;
    }

    /// <summary>All packets until the server closes the connection.</summary>
    public async Task<IReadOnlyList<Packet>> ReadToEndAsync()
    {
        var packets = new List<Packet>();
        while (await ReadOrEndAsync().WithinDeadline("the server to close the connection") is { } packet)
        {
            packets.Add(packet);
        }

        return packets;
    }

    /// <summary>Says that nothing more will be sent, and goes on reading.</summary>
    public void EndSending()
    {
        try
        {
            ((NetworkStream)_stream).Socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The server was faster.
        }
    }

    /// <summary>Closes with a reset instead of an orderly end.</summary>
    public void Reset()
    {
        ((NetworkStream)_stream).Socket.LingerState = new LingerOption(true, 0);
        _stream.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private async Task<Packet?> ReadOrEndAsync()
    {
        try
        {
            var one = new byte[1];
            if (await _stream.ReadAsync(one) == 0)
            {
                return null;
            }

            var header = one[0];
            var length = 0;
            var shift = 0;
            do
            {
                await _stream.ReadExactlyAsync(one);
                length |= (one[0] & 0x7F) << shift;
                shift += 7;
            }
            while (one[0] >= 0x80);
            var body = new byte[length];
            await _stream.ReadExactlyAsync(body);
            return new Packet(header, body);
        }
        catch (IOException e) when (e is not EndOfStreamException)
        {
            // A reset is an end too: the server need not read what it refuses.
            return null;
        }
    }
}
