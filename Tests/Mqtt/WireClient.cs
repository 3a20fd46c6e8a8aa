using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Mqant.Tests.Mqtt;

/// <summary>A client that sends bytes and cuts what comes back into packets, and knows nothing else.</summary>
internal sealed class WireClient : IDisposable
{
    private readonly Socket _socket;
    private readonly NetworkStream _stream;

    private WireClient(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<WireClient> ConnectAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), Cancellation);
        return new WireClient(socket);
    }

    public ValueTask SendAsync(params byte[][] packets) => _stream.WriteAsync(packets.SelectMany(p => p).ToArray(), Cancellation);

    /// <summary>The next packet as hex digits, or "closed".</summary>
    public async Task<string> ReadAsync()
    {
        try
        {
            var first = new byte[1];
            if (await _stream.ReadAtLeastAsync(first, 1, throwOnEndOfStream: false, Cancellation) == 0)
            {
                return "closed";
            }

            List<byte> packet = [first[0]];
            var length = 0;
            for (var shift = 0; ; shift += 7)
            {
                await _stream.ReadExactlyAsync(first, Cancellation);
                packet.Add(first[0]);
                length |= (first[0] & 0x7F) << shift;
                if ((first[0] & 0x80) == 0)
                {
                    break;
                }
            }

            var body = new byte[length];
            await _stream.ReadExactlyAsync(body, Cancellation);
            return Convert.ToHexString([.. packet, .. body]);
        }
        catch (IOException)
        {
            return "closed";
        }
    }

    public ValueTask ReadExactlyAsync(byte[] buffer) => _stream.ReadExactlyAsync(buffer, Cancellation);

    public void Shutdown() => _socket.Shutdown(SocketShutdown.Send);

    public void Dispose() => _stream.Dispose();
}
