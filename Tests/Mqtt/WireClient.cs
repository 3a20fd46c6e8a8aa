using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Mqant.Tests.Mqtt;

/// <summary>A client that sends bytes and cuts what comes back into packets, and knows nothing else.</summary>
internal sealed class WireClient(Stream stream) : IDisposable
{
    public const string Closed = "closed";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<WireClient> ConnectAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), Cancellation);
        return new WireClient(new NetworkStream(socket, ownsSocket: true));
    }

    /// <summary>Sends all packets at once.</summary>
    public async Task SendAsync(params byte[][] packets)
    {
        await stream.WriteAsync(packets.SelectMany(p => p).ToArray(), Cancellation);
        await stream.FlushAsync(Cancellation);
    }

    /// <summary>The next packet as hex digits, or <see cref="Closed"/>.</summary>
    public async Task<string> ReadAsync()
    {
        try
        {
            var one = new byte[1];
            if (await stream.ReadAtLeastAsync(one, 1, throwOnEndOfStream: false, Cancellation) == 0)
            {
                return Closed;
            }

            List<byte> packet = [one[0]];
            var length = 0;
            for (var shift = 0; ; shift += 7)
            {
                await stream.ReadExactlyAsync(one, Cancellation);
                packet.Add(one[0]);
                length |= (one[0] & 0x7F) << shift;
                if ((one[0] & 0x80) == 0)
                {
                    break;
                }
            }

            var body = new byte[length];
            await stream.ReadExactlyAsync(body, Cancellation);
            return Convert.ToHexString([.. packet, .. body]);
        }
        catch (IOException)
        {
            return Closed;
        }
    }

    /// <summary>Everything until the connection is closed.</summary>
    public async Task<string[]> ReadToEndAsync()
    {
        List<string> packets = [];
        for (var packet = await ReadAsync(); packet != Closed; packet = await ReadAsync())
        {
            packets.Add(packet);
        }

        return [.. packets];
    }

    /// <summary>Sends a PINGREQ and expects its answer next: what was sent before it has been handled then.</summary>
    public async Task PingAsync()
    {
        await SendAsync(Packets.PingReq);
        Assert.Equal("D000", await ReadAsync());
    }

    public ValueTask ReadExactlyAsync(byte[] buffer) => stream.ReadExactlyAsync(buffer, Cancellation);

    public void Dispose() => stream.Dispose();
}
