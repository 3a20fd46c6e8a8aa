using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Mqant.Bench.Load;

/// <summary>A client with TLS that has introduced itself and says nothing more.</summary>
internal sealed class TlsConnection : IDisposable
{
    private readonly SslStream _stream;

    private TlsConnection(SslStream stream) => _stream = stream;

    /// <summary>Connects, shakes hands, and is answered.</summary>
    /// <exception cref="IOException">The answer was wrong, or none.</exception>
    internal static TlsConnection Open(IPEndPoint server, byte[] introduction, bool isEcho)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        SslStream? stream = null;
        try
        {
            socket.Connect(server);
            stream = new SslStream(new NetworkStream(socket, ownsSocket: true), leaveInnerStreamOpen: false, static (_, _, _, _) => true);
            stream.AuthenticateAsClient("localhost");
            stream.Write(introduction);
            byte[] answer = new byte[isEcho ? introduction.Length : 4];
            stream.ReadExactly(answer);
            if (!isEcho && answer is not [MqttPacket.ConnectAcknowledgement, 2, _, 0])
            {
                throw new IOException($"CONNECT was answered with {Convert.ToHexString(answer)}");
            }

            return new TlsConnection(stream);
        }
        catch
        {
            stream?.Dispose();
            socket.Dispose();
            throw;
        }
    }

    public void Dispose() => _stream.Dispose();
}
