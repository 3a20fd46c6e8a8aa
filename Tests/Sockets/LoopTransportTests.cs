using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Mqant.Gateway;
using Mqant.Gateway.Limits;
using Mqant.Gateway.Sockets;
using Mqant.Gateway.Telemetry;
using Mqant.Gateway.Transport;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Sockets;

/// <summary>Connections of the gateway's own transport, with real sockets: in everything that Kestrel sees they are as those of Kestrel's own, which pass the same tests.</summary>
public sealed class LoopTransportTests : IDisposable
{
    // As many as fit into the buffers of the kernel, and more than a pipe takes.
    private const int Messages = 2_000;

    private readonly List<SocketLoops> _loops = [];

    public static TheoryData<SocketTransport> Transports => [SocketTransport.Loop, SocketTransport.Sockets];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _loops.ForEach(static loops => loops.Dispose());

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Bytes_OfAnyNumber_ArriveInOrder_AlsoWhereNeitherReadsInTime(SocketTransport transport)
    {
        await using var pair = await OpenPairAsync(transport);
        var (client, connection) = (pair.Client, pair.Connection);
        var echo = EchoAsync(connection);
        var sent = new byte[8_000_000];
        new Random(1).NextBytes(sent);
        var sending = SendAsync(client, sent);

        var received = new byte[sent.Length];
        for (var at = 0; at < received.Length;)
        {
            at += await client.ReceiveAsync(received.AsMemory(at, Math.Min(70_000, received.Length - at)), Cancellation).AsTask().WithinDeadline("the echo");
        }

        await sending;
        Assert.True(sent.AsSpan().SequenceEqual(received));
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await client.ReceiveAsync(received, Cancellation).AsTask().WithinDeadline("the end"));
        await echo.WithinDeadline("the server's end");
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Client_ThatSendsNothingMore_IsStillAnswered(SocketTransport transport)
    {
        await using var pair = await OpenPairAsync(transport);
        var (client, connection) = (pair.Client, pair.Connection);
        await client.SendAsync("last"u8.ToArray(), Cancellation);
        client.Shutdown(SocketShutdown.Send);

        Assert.Equal("last"u8.ToArray(), await ReadToEndAsync(connection));
        await Until.TrueAsync(() => connection.ConnectionClosed.IsCancellationRequested);
        await connection.Transport.Output.WriteAsync("answer"u8.ToArray(), Cancellation);
        await connection.DisposeAsync();

        Assert.Equal("answer"u8.ToArray(), await ReadToEndAsync(client));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Client_ThatResets_EndsTheReading(SocketTransport transport)
    {
        await using var pair = await OpenPairAsync(transport);
        var (client, connection) = (pair.Client, pair.Connection);
        var reading = connection.Transport.Input.ReadAsync(Cancellation).AsTask();
        client.LingerState = new LingerOption(true, 0);
        client.Dispose();

        await Assert.ThrowsAsync<ConnectionResetException>(() => reading.WithinDeadline("the reset"));
        await Until.TrueAsync(() => connection.ConnectionClosed.IsCancellationRequested);
        await connection.DisposeAsync().AsTask().WithinDeadline("the end");
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Connection_ThatIsAborted_IsReset_AndWhoeverReadsOrWritesGoesOn(SocketTransport transport)
    {
        await using var pair = await OpenPairAsync(transport);
        var (client, connection) = (pair.Client, pair.Connection);
        var reading = connection.Transport.Input.ReadAsync(Cancellation).AsTask();

        // The client reads nothing, and all buffers between do not take so much: the writer waits.
        var writing = connection.Transport.Output.WriteAsync(new byte[64_000_000], Cancellation).AsTask();
        Assert.False(writing.IsCompleted);
        connection.Abort(new ConnectionAbortedException("enough"));

        Assert.Equal("enough", (await Assert.ThrowsAsync<ConnectionAbortedException>(() => reading.WithinDeadline("the reader"))).Message);
        await writing.WithinDeadline("the writer");
        await connection.DisposeAsync().AsTask().WithinDeadline("the end");
        await Assert.ThrowsAsync<SocketException>(async () => await ReadToEndAsync(client));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Connection_ThatIsIdle_EndsAtOnceWhenItIsAborted(SocketTransport transport)
    {
        await using var pair = await OpenPairAsync(transport);
        var (client, connection) = (pair.Client, pair.Connection);

        connection.Abort(new ConnectionAbortedException("enough"));

        // Before anybody disposes of it, by a reset or in order.
        var ended = client.ReceiveAsync(new byte[1], Cancellation).AsTask();
        await Task.WhenAny(ended).WithinDeadline("the end");
        Assert.True(ended.IsFaulted || await ended == 0);
        await connection.DisposeAsync().AsTask().WithinDeadline("the server's end");
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Connection_ThatIsDisposedOf_StillSendsWhatWasWritten(SocketTransport transport)
    {
        await using var pair = await OpenPairAsync(transport);
        var (client, connection) = (pair.Client, pair.Connection);
        connection.Transport.Output.Write(new byte[3_000_000]);
        var flushing = connection.Transport.Output.FlushAsync(Cancellation).AsTask();
        var reading = ReadToEndAsync(client);
        await flushing.WithinDeadline("the flush");

        await connection.DisposeAsync().AsTask().WithinDeadline("the end");

        Assert.Equal(3_000_000, (await reading).Length);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Addresses_AreThoseOfTheSockets(SocketTransport transport)
    {
        foreach (var address in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback, IPAddress.IPv6Any })
        {
            await using var listener = await ListenAsync(transport, address);
            using var client = await ConnectAsync(listener);
            await using var connection = await AcceptAsync(listener);

            Assert.Equal((client.LocalEndPoint, client.RemoteEndPoint), (Plain(connection.RemoteEndPoint), Plain(connection.LocalEndPoint)));
        }
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Port_ThatIsTaken_IsRefused_AndFreeAgainAfterwards(SocketTransport transport)
    {
        var listener = await ListenAsync(transport);

        await Assert.ThrowsAsync<AddressInUseException>(async () => await Open(transport).BindAsync(listener.EndPoint, Cancellation));
        var accepting = listener.AcceptAsync(Cancellation).AsTask();
        await listener.UnbindAsync(Cancellation);
        Assert.Null(await accepting.WithinDeadline("the last accept"));
        await listener.DisposeAsync();

        await using var again = await Open(transport).BindAsync(listener.EndPoint, Cancellation);
        Assert.Equal(listener.EndPoint, again.EndPoint);
    }

    // Else what is written by one thread in one go would seem not to be read, and pushes be dropped.
    [Fact]
    public async Task Bytes_ThatAThreadHoldsBack_LeaveWhereTheyWouldBeTooMany()
    {
        await using var pair = await OpenPairAsync(SocketTransport.Loop);
        var (client, connection) = (pair.Client, pair.Connection);
        var writer = new ConnectionWriter(connection.Transport.Output, new Owner(), new StripedCounter(), new ByteBudget(1 << 30, 1 << 20), maxMessages: 16, maxBytes: 10_000);
        writer.Release(windowSize: 1);

        Assert.Equal(Messages, SendHeld(writer, new byte[100]));

        var received = new byte[100_000];
        for (var left = Messages * 100; left > 0;)
        {
            left -= await client.ReceiveAsync(received, Cancellation).AsTask().WithinDeadline("what was held back");
        }

        await connection.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Callback_ThatThrowsAtTheEnd_EndsNothingElse(SocketTransport transport)
    {
        await using var pair = await OpenPairAsync(transport);
        var (client, connection) = (pair.Client, pair.Connection);
        connection.ConnectionClosed.Register(static () => throw new InvalidOperationException("a bug"));

        client.Dispose();

        Assert.Empty(await ReadToEndAsync(connection));
        await connection.DisposeAsync().AsTask().WithinDeadline("the end");
    }

    [Fact]
    public async Task Sockets_OfManyClients_AreServedTogether_AndAllGivenBack()
    {
        await using var listener = await ListenAsync(SocketTransport.Loop);
        var accepting = AcceptAllAsync(listener);
        await Task.WhenAll(Enumerable.Range(0, 300).Select(async number =>
        {
            using var client = await ConnectAsync(listener);
            var ping = BitConverter.GetBytes(number);
            var pong = new byte[sizeof(int)];
            for (var i = 0; i < 20; i++)
            {
                await client.SendAsync(ping, Cancellation);
                Assert.Equal(sizeof(int), await client.ReceiveAsync(pong, Cancellation).AsTask().WithinDeadline("the echo"));
                Assert.Equal(ping, pong);
            }
        }));

        // The listener's own is left.
        await Until.TrueAsync(() => _loops.Sum(static loops => loops.Started.Sum(static loop => loop.Count)) == 1);
        await listener.UnbindAsync(Cancellation);
        await accepting.WithinDeadline("the end of accepting");
    }

    [Fact]
    public async Task Transport_ThatIsDisposedOf_EndsItsConnections()
    {
        await using var pair = await OpenPairAsync(SocketTransport.Loop);
        await pair.Listener.UnbindAsync(Cancellation);

        _loops[0].Dispose();

        await Assert.ThrowsAsync<ConnectionAbortedException>(async () => await pair.Connection.Transport.Input.ReadAsync(Cancellation).AsTask().WithinDeadline("the reader"));
        await pair.Connection.DisposeAsync().AsTask().WithinDeadline("the end");
    }

    private static int SendHeld(ConnectionWriter writer, byte[] message)
    {
        using var held = Departures.Hold();
        return Enumerable.Range(0, Messages).Count(_ => writer.TrySend(message));
    }

    private static EndPoint? Plain(EndPoint? endPoint) => endPoint is IPEndPoint { Address.IsIPv4MappedToIPv6: true } ip ? new IPEndPoint(ip.Address.MapToIPv4(), ip.Port) : endPoint;

    private static async Task<Socket> ConnectAsync(IConnectionListener listener)
    {
        var endPoint = (IPEndPoint)listener.EndPoint;
        if (endPoint.Address.Equals(IPAddress.IPv6Any))
        {
            endPoint = new IPEndPoint(IPAddress.Loopback, endPoint.Port);
        }

        var client = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await client.ConnectAsync(endPoint, Cancellation);
        return client;
    }

    private static async Task<ConnectionContext> AcceptAsync(IConnectionListener listener)
        => await listener.AcceptAsync(Cancellation).AsTask().WithinDeadline("a connection") ?? throw new InvalidOperationException();

    private static async Task AcceptAllAsync(IConnectionListener listener)
    {
        var served = new List<Task>();
        while (await listener.AcceptAsync(Cancellation) is { } connection)
        {
            served.Add(EchoAsync(connection));
        }

        await Task.WhenAll(served);
    }

    private static async Task EchoAsync(ConnectionContext connection)
    {
        var (input, output) = (connection.Transport.Input, connection.Transport.Output);
        while (true)
        {
            var read = await input.ReadAsync(Cancellation);
            foreach (var segment in read.Buffer)
            {
                output.Write(segment.Span);
            }

            input.AdvanceTo(read.Buffer.End);
            await output.FlushAsync(Cancellation);
            if (read.IsCompleted)
            {
                break;
            }
        }

        await connection.DisposeAsync();
    }

    private static async Task SendAsync(Socket client, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await client.SendAsync(bytes[..Math.Min(bytes.Length, 90_001)], Cancellation)..];
        }
    }

    private static async Task<byte[]> ReadToEndAsync(ConnectionContext connection)
    {
        while (true)
        {
            var read = await connection.Transport.Input.ReadAsync(Cancellation).AsTask().WithinDeadline("what the client sends");
            if (read.IsCompleted)
            {
                return read.Buffer.ToArray();
            }

            connection.Transport.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static async Task<byte[]> ReadToEndAsync(Socket client)
    {
        using var all = new MemoryStream();
        var buffer = new byte[100_000];
        for (int count; (count = await client.ReceiveAsync(buffer, Cancellation).AsTask().WithinDeadline("what the server sends")) > 0;)
        {
            all.Write(buffer, 0, count);
        }

        return all.ToArray();
    }

    private async Task<Pair> OpenPairAsync(SocketTransport transport)
    {
        var listener = await ListenAsync(transport);
        var client = await ConnectAsync(listener);
        return new Pair(listener, client, await AcceptAsync(listener));
    }

    private async Task<IConnectionListener> ListenAsync(SocketTransport transport, IPAddress? address = null)
        => await Open(transport).BindAsync(new IPEndPoint(address ?? IPAddress.Loopback, 0), Cancellation);

    private LoopTransport Open(SocketTransport transport)
    {
        var loops = new SocketLoops();
        _loops.Add(loops);
        return new LoopTransport(loops, Options.Create(new SocketTransportOptions()), Options.Create(new GatewayOptions { Transport = transport }), NullLoggerFactory.Instance);
    }

    private sealed record Pair(IConnectionListener Listener, Socket Client, ConnectionContext Connection) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            await Connection.DisposeAsync();
            await Listener.DisposeAsync();
        }
    }

    private sealed class Owner : IBacklogOwner
    {
        public long Now => 0;

        public void OnUnread()
        {
        }

        public void OnBacklogChanged(bool full)
        {
        }

        public void OnPassable()
        {
        }

        public void OnBacklogOverrun()
        {
        }
    }
}
