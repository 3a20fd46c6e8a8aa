using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Mqant.Gateway.Hosting;

/// <summary>Makes Kestrel's sockets fit very many connections that are idle most of the time.</summary>
internal sealed class SocketSettings(HeldListeners held) : IConfigureOptions<SocketTransportOptions>
{
    // Whoever is not read from must not fill the memory: 1 MiB a connection is the default.
    private const int ReadAhead = 64 * 1024;

    // After how long the kernel asks a silent peer whether it is still there, how often, and how many times: a client whose machine
    // vanished is noticed even when it asked for no keep-alive.
    private const int KeepAliveSeconds = 60;
    private const int KeepAliveInterval = 15;
    private const int KeepAliveCount = 4;

    // Clients that come back all at once after an outage wait here, not in front of a closed door; the kernel has the last word (net.core.somaxconn).
    private const int Backlog = 8192;

    public void Configure(SocketTransportOptions options)
    {
        options.Backlog = Backlog;
        options.MaxReadBufferSize = ReadAhead;
        var others = options.CreateBoundListenSocket;
        options.CreateBoundListenSocket = endPoint =>
        {
            var socket = held.GiveAway(endPoint) ?? others(endPoint);
            if (endPoint is IPEndPoint)
            {
                // Accepted sockets inherit these.
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
                socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveInterval);
                socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveCount);
            }

            return socket;
        };
    }
}
