using System.Net;
using System.Net.Sockets;

namespace Mqant;

/// <summary>
/// A port that is this process's from the moment it is chosen until its listener has it: no other process, and no other listener of this one, can take it
/// meanwhile. The system gives a listening socket its port for itself alone; finding a free one, or that one is free, and closing it again does not.
/// </summary>
internal sealed class HeldPort : IDisposable
{
    // socket(7). .NET knows it as one option together with SO_REUSEADDR.
    private const int LinuxSocketLevel = 1;
    private const int LinuxReusePort = 15;

    private readonly CancellationTokenSource _givenAway = new();
    private readonly Socket _socket;

    private HeldPort(Socket socket)
    {
        _socket = socket;
        Port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        _ = TurnAwayAsync(_givenAway.Token);
    }

    /// <summary>The port.</summary>
    public int Port { get; }

    /// <summary>Takes a port; 0 for a free one.</summary>
    /// <exception cref="SocketException">It cannot be had.</exception>
    public static HeldPort Take(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (OperatingSystem.IsWindows())
            {
                socket.ExclusiveAddressUse = true;
            }

            if (endPoint.Address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            socket.Bind(endPoint);

            // On Linux two sockets may be bound to one port until one of them listens.
            socket.Listen();
            return new HeldPort(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Takes a port that a setting names.</summary>
    /// <param name="endPoint">Where to listen.</param>
    /// <param name="port">What the port is called.</param>
    /// <param name="address">The key of the address.</param>
    /// <exception cref="SettingsException">It cannot be had; the message says why.</exception>
    public static HeldPort Take(IPEndPoint endPoint, string port, string address)
    {
        try
        {
            return Take(endPoint);
        }
        catch (SocketException exception)
        {
            throw new SettingsException(
                exception.SocketErrorCode switch
                {
                    SocketError.AddressAlreadyInUse => $"{port} is {endPoint.Port}, but that port is taken.",
                    SocketError.AccessDenied => $"{port} is {endPoint.Port}, but this user may not listen on that port.",
                    SocketError.AddressNotAvailable => $"{address} is '{endPoint.Address}', which is no address of this machine.",
                    _ => $"{port} is {endPoint.Port}, {address} is '{endPoint.Address}': {exception.Message}",
                },
                exception);
        }
    }

    /// <summary>The listening socket, for a listener that works with it.</summary>
    public Socket GiveAway()
    {
        _givenAway.Cancel();
        return _socket;
    }

    /// <summary>
    /// Lets a listener of this user that is willing to share a port, as those of Orleans are, open it too; whoever is to hold it alone still cannot. Then
    /// the port is its when this one is disposed.
    /// </summary>
    public void Share()
    {
        if (OperatingSystem.IsLinux())
        {
            _socket.SetRawSocketOption(LinuxSocketLevel, LinuxReusePort, BitConverter.GetBytes(1));
        }
        else
        {
            Dispose();
        }
    }

    /// <summary>Lets go of the port.</summary>
    public void Dispose()
    {
        _givenAway.Cancel();
        _socket.Dispose();
    }

    // Nobody serves it yet. A client that waited in the queue would take it for a server that does not answer.
    private async Task TurnAwayAsync(CancellationToken givenAway)
    {
        try
        {
            while (!givenAway.IsCancellationRequested)
            {
                try
                {
                    using var early = await _socket.AcceptAsync(givenAway);
                    early.Close(timeout: 0);
                }
                catch (SocketException)
                {
                    // That client is gone already.
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
        }
    }
}
