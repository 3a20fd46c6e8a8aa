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
    IOptions<SocketTransportOptions> sockets, IOptions<GatewayOptions> gateway, ILoggerFactory loggers, IMemoryPoolFactory<byte>? memory = null)
    : IConnectionListenerFactory, IConnectionListenerFactorySelector, IDisposable
{
    // One loop feeds many workers.
    private const int CoresOfLoop = 4;

    private readonly IOptions<SocketTransportOptions> _sockets = sockets;
    private readonly SocketTransportFactory _others = new(sockets, loggers);
    private readonly Lock _gate = new();
    private readonly ILogger _logger = loggers.CreateLogger<LoopTransport>();
    private SocketLoop[] _loops = [];
    private bool _isDisposed;

    /// <summary>The loops that serve sockets; none before the first port is open.</summary>
    public IReadOnlyList<SocketLoop> Loops => _loops;

    public bool CanBind(EndPoint endpoint) => _others.CanBind(endpoint);

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        gateway.Value.Transport == SocketTransport.Loop && OperatingSystem.IsLinux() && endpoint is IPEndPoint
            ? new(Bind(endpoint))
            : _others.BindAsync(endpoint, cancellationToken);

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            foreach (var loop in _loops)
            {
                loop.Dispose();
            }

            _loops = [];
        }
    }

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
            return new SocketListener(socket, GetLoops(), pipes, _logger);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private SocketLoop[] GetLoops()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_loops.Length == 0)
            {
                var count = Math.Max(1, Environment.ProcessorCount / CoresOfLoop);
                _loops = [.. Enumerable.Range(0, count).Select(static _ => new SocketLoop())];
            }

            return _loops;
        }
    }
}
