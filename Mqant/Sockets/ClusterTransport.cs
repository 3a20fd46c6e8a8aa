using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Mqant;

/// <summary>What the processes of a cluster are connected by: Orleans gets its connections, in and out, from the loops that serve all sockets of the process.</summary>
internal sealed class ClusterTransport(SocketLoops loops, ILoggerFactory loggers) : IConnectionFactory, IConnectionListenerFactory
{
    private const int Backlog = 512;

    private readonly ConnectionPipes _pipes = new(MemoryPool<byte>.Shared, 0, 0, loggers.CreateLogger<ClusterTransport>());
    private int _turn;

    /// <exception cref="SocketException">There is no connection to be had.</exception>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    public async ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        using var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

        // Not with .NET's asynchronous call, after which .NET would watch the socket as well. There are few, and who does not answer holds up nobody but its own thread.
        using (cancellationToken.UnsafeRegister(static socket => ((Socket)socket!).Dispose(), socket))
        {
            try
            {
                await Task.Factory.StartNew(() => socket.Connect(endpoint), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        socket.Blocking = false;
        var served = loops.Get();
        var descriptor = Libc.Duplicate((int)socket.Handle);
        try
        {
            var connection = new LoopConnection(descriptor, socket.LocalEndPoint!, socket.RemoteEndPoint!, _pipes);
            connection.Start(served[(uint)Interlocked.Increment(ref _turn) % served.Length]);
            return connection;
        }
        catch
        {
            _ = Libc.Close(descriptor);
            throw;
        }
    }

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            if (endpoint is IPEndPoint { Address: var address } && address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            socket.Bind(endpoint);
            socket.Blocking = false;
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
}
