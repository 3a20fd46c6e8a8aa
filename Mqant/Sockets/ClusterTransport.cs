using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Networking.Shared;

namespace Mqant;

/// <summary>
/// What the processes of a cluster are connected by: Orleans gets its connections, in and out, from the loops that serve all sockets of the process. <see cref="SocketConnectionOptions"/> count as with Orleans' own.
/// </summary>
internal sealed class ClusterTransport(SocketLoops loops, IOptions<SocketConnectionOptions> options, ILoggerFactory loggers) : IConnectionFactory, IConnectionListenerFactory
{
    private const int Backlog = 512;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    private readonly ConnectionPipes _pipes = new(MemoryPool<byte>.Shared, maxReadBufferSize: 0, maxWriteBufferSize: 0, loggers.CreateLogger<SocketListener>());
    private int _turn;

    /// <exception cref="SocketConnectionException">There is no connection to be had.</exception>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    public async ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        using var socket = Create(endpoint);

        // Not with .NET's asynchronous call, after which .NET would watch the socket as well. There are few of them, and who does not answer holds up nobody but a thread of his own.
        await Task.Factory.StartNew(() => Connect(socket, endpoint, cancellationToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var served = loops.Get();
        var descriptor = Libc.Duplicate((int)socket.Handle);
        try
        {
            var connection = new LoopConnection(descriptor, SocketAddresses.GetLocal(descriptor), endpoint, _pipes);
            connection.Start(served[(uint)Interlocked.Increment(ref _turn) % served.Length]);
            return connection;
        }
        catch
        {
            _ = Libc.Close(descriptor);
            throw;
        }
    }

    /// <exception cref="AddressInUseException">Somebody has the port.</exception>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var socket = Create(endpoint);
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            if (endpoint is IPEndPoint { Address: var address } && address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            socket.Bind(endpoint);
            socket.Listen(Backlog);
            return new(new SocketListener(socket, loops.Get(), _pipes, _pipes.Logger));
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            socket.Dispose();
            throw new AddressInUseException(exception.Message, exception);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void Connect(Socket socket, EndPoint endpoint, CancellationToken cancellationToken)
    {
        try
        {
            socket.Connect(endpoint);
            return;
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            // On its way.
        }
        catch (SocketException exception)
        {
            throw Failure(endpoint, exception.SocketErrorCode);
        }

        do
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
        while (!socket.Poll(LookEvery, SelectMode.SelectWrite));

        if ((SocketError)(int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)! is var error and not SocketError.Success)
        {
            throw Failure(endpoint, error);
        }
    }

    private static SocketConnectionException Failure(EndPoint endpoint, SocketError error) => new($"Unable to connect to {endpoint}. Error: {error}");

    // What is accepted inherits these.
    private Socket Create(EndPoint endpoint)
    {
        var settings = options.Value;
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = settings.NoDelay, Blocking = false };
        if (settings.KeepAlive)
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, settings.KeepAliveTimeSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, settings.KeepAliveIntervalSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, settings.KeepAliveRetryCount);
        }

        return socket;
    }
}
