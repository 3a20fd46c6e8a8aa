using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Mqant;

/// <summary>Accepts connections in a loop, and gives each to one of the loops in turn.</summary>
internal sealed partial class SocketListener : IConnectionListener, IPolled
{
    private const int AcceptedTogether = 64;
    private const int AddressSize = 128;
    private const long WarningMilliseconds = 60_000;

    private readonly Channel<ConnectionContext> _accepted = Channel.CreateUnbounded<ConnectionContext>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Socket _socket;
    private readonly SocketLoop[] _loops;
    private readonly ConnectionPipes _pipes;
    private readonly ILogger _logger;
    private readonly bool _isAny;
    private readonly int _place;
    private uint _turn;
    private long _warnAt;
    private int _unbound;

    /// <summary>Takes over a socket that listens.</summary>
    public SocketListener(Socket socket, SocketLoop[] loops, ConnectionPipes pipes, ILogger logger)
    {
        _socket = socket;
        _loops = loops;
        _pipes = pipes;
        _logger = logger;
        EndPoint = socket.LocalEndPoint!;
        _isAny = EndPoint is IPEndPoint { Address: var address } && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any));
        _place = loops[0].Add(this, Descriptor, Libc.Readable);
    }

    public EndPoint EndPoint { get; }

    private int Descriptor => (int)_socket.SafeHandle.DangerousGetHandle();

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await _accepted.Reader.WaitToReadAsync(cancellationToken))
        {
            if (_accepted.Reader.TryRead(out var connection))
            {
                return connection;
            }
        }

        return null;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _unbound, 1) == 0)
        {
            _socket.Dispose();
            _loops[0].Remove(_place);
            _accepted.Writer.TryComplete();
        }

        return default;
    }

    public async ValueTask DisposeAsync()
    {
        await UnbindAsync();
        while (_accepted.Reader.TryRead(out var connection))
        {
            connection.Abort();
        }

        _pipes.Memory.Dispose();
    }

    public LoopConnection? OnReady(uint events)
    {
        WithSocket(static (listener, descriptor) => listener.Accept(descriptor));
        return null;
    }

    /// <summary>Accepts again. Called in the loop.</summary>
    public void Resume() => WithSocket(static (listener, descriptor) => listener._loops[0].Resume(listener._place, descriptor));

    // Held meanwhile, its number cannot become that of another socket.
    private void WithSocket(Action<SocketListener, int> use)
    {
        var held = false;
        try
        {
            _socket.SafeHandle.DangerousAddRef(ref held);
            use(this, Descriptor);
        }
        catch (ObjectDisposedException)
        {
            // Unbound.
        }
        finally
        {
            if (held)
            {
                _socket.SafeHandle.DangerousRelease();
            }
        }
    }

    private unsafe void Accept(int descriptor)
    {
        var address = stackalloc byte[AddressSize];
        for (var i = 0; i < AcceptedTogether; i++)
        {
            uint length = AddressSize;
            var accepted = Libc.Accept(descriptor, address, &length, Libc.NonBlocking | Libc.CloseOnExec);
            if (accepted >= 0)
            {
                Serve(accepted, SocketAddresses.Read(address));
                continue;
            }

            var error = Marshal.GetLastPInvokeError();
            if (error is Libc.TooManyFiles or Libc.TooManyFilesInSystem or Libc.OutOfBuffers or Libc.OutOfMemory)
            {
                // Those who wait stay ready: asked again at once, the loop would do nothing else.
                Warn(Marshal.GetPInvokeErrorMessage(error));
                _loops[0].RetryLater(this, _place, descriptor);
                return;
            }

            if (error is Libc.TryAgain or Libc.InvalidArgument)
            {
                return;
            }

            // Whoever came is gone again.
        }
    }

    private void Serve(int descriptor, IPEndPoint remote)
    {
        try
        {
            var connection = new LoopConnection(descriptor, _isAny ? SocketAddresses.GetLocal(descriptor) : EndPoint, remote, _pipes);
            connection.Start(_loops[_turn++ % _loops.Length]);
            if (!_accepted.Writer.TryWrite(connection))
            {
                connection.Abort();
            }
        }
        catch (Exception exception)
        {
            Warn(exception.Message);
            _ = Libc.Close(descriptor);
        }
    }

    private void Warn(string error)
    {
        var now = Environment.TickCount64;
        if (now >= _warnAt)
        {
            _warnAt = now + WarningMilliseconds;
            Log.CannotAccept(_logger, EndPoint, error);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2881, LogLevel.Warning, "Connections to {EndPoint} cannot be accepted at the moment: {Error}. They wait; this is said once a minute at most.")]
        public static partial void CannotAccept(ILogger logger, EndPoint endPoint, string error);
    }
}
