using System.Buffers;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Mqant.Gateway.Sockets;

/// <summary>
/// Where Kestrel gets its connections from: on Linux, of TCP, from loops that wait for many sockets (<see cref="SocketLoop"/>), else from .NET's own.
/// </summary>
internal sealed class LoopTransport(
    SocketLoops loops, IOptions<SocketTransportOptions> sockets, IOptions<GatewayOptions> gateway, ILoggerFactory loggers, IMemoryPoolFactory<byte>? memory = null)
    : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private readonly IOptions<SocketTransportOptions> _sockets = sockets;
    private readonly SocketTransportFactory _others = new(sockets, loggers);
    private readonly ILogger _logger = loggers.CreateLogger<SocketListener>();

    public bool CanBind(EndPoint endpoint) => _others.CanBind(endpoint);

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        gateway.Value.Transport == SocketTransport.Loop && SocketLoops.AreSupported && endpoint is IPEndPoint
            ? new(Bind(endpoint))
            : _others.BindAsync(endpoint, cancellationToken);

    private SocketListener Bind(EndPoint endpoint)
    {
        var options = _sockets.Value;
        System.Net.Sockets.Socket socket;
        try
        {
            socket = options.CreateBoundListenSocket(endpoint);
        }
        catch (System.Net.Sockets.SocketException exception) when (exception.SocketErrorCode == System.Net.Sockets.SocketError.AddressAlreadyInUse)
        {
            throw new AddressInUseException(exception.Message, exception);
        }

        try
        {
            // Accepted sockets inherit it.
            socket.NoDelay = options.NoDelay;
            socket.Blocking = false;
            socket.Listen(options.Backlog);
            var pipes = new ConnectionPipes(memory?.Create() ?? MemoryPool<byte>.Shared, options.MaxReadBufferSize ?? 0, options.MaxWriteBufferSize ?? 0, _logger);
            return new SocketListener(socket, loops.Get(), pipes, _logger);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
