using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Mqant.Tests.Infrastructure;
using Orleans.Networking.Shared;
using Xunit;

namespace Mqant.Tests.Sockets;

/// <summary>The connections that Orleans gets.</summary>
public sealed class ClusterTransportTests : IDisposable
{
    private readonly SocketLoops _loops = new();
    private readonly ClusterTransport _transport;

    public ClusterTransportTests()
    {
        Assert.SkipUnless(SocketLoops.AreSupported, "Linux only: elsewhere Orleans has its own.");
        _transport = new ClusterTransport(_loops, Options.Create(new SocketConnectionOptions()), NullLoggerFactory.Instance);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _loops.Dispose();

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task Both_Sides_HearEachOther_AndTheEnd(string address)
    {
        await using var listener = await _transport.BindAsync(new IPEndPoint(IPAddress.Parse(address), 0), Cancellation);
        await using var connected = await _transport.ConnectAsync(listener.EndPoint, Cancellation);
        await using var accepted = (await listener.AcceptAsync(Cancellation))!;

        Assert.Equal(connected.LocalEndPoint, accepted.RemoteEndPoint);
        Assert.Equal(listener.EndPoint, connected.RemoteEndPoint);
        await connected.Transport.Output.WriteAsync("ping"u8.ToArray(), Cancellation);
        Assert.Equal("ping", await ReadAsync(accepted));
        await accepted.Transport.Output.WriteAsync("pong"u8.ToArray(), Cancellation);
        Assert.Equal("pong", await ReadAsync(connected));

        connected.Abort(new ConnectionAbortedException());
        await connected.DisposeAsync();

        await Assert.ThrowsAsync<ConnectionResetException>(async () => await accepted.Transport.Input.ReadAsync(Cancellation));
    }

    [Fact]
    public async Task Connect_WhereNobodyListens_IsRefused()
    {
        var listener = await _transport.BindAsync(new IPEndPoint(IPAddress.Loopback, 0), Cancellation);
        await listener.DisposeAsync();

        var refused = await Assert.ThrowsAsync<SocketConnectionException>(async () => await _transport.ConnectAsync(listener.EndPoint, Cancellation));

        Assert.Contains(nameof(SocketError.ConnectionRefused), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_ToSomebodyWhoDoesNotAnswer_IsCancelled()
    {
        // Its queue is full: what comes after that is not answered.
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var connects = Enumerable.Range(0, 4).Select(_ => _transport.ConnectAsync(full.LocalEndPoint!, cancelled.Token).AsTask()).ToArray();
        await Task.WhenAny(connects);

        await cancelled.CancelAsync();

        var ends = await Task.WhenAll(connects.Select(async connect =>
        {
            try
            {
                await using var connected = await connect;
                return false;
            }
            catch (OperationCanceledException)
            {
                return true;
            }
        })).WithinDeadline("the connects to end");
        Assert.Contains(true, ends);
    }

    [Fact]
    public async Task Port_ThatIsTaken_IsRefused()
    {
        using var holder = HeldPort.Take(new IPEndPoint(IPAddress.Loopback, 0));

        await Assert.ThrowsAsync<AddressInUseException>(async () => await _transport.BindAsync(new IPEndPoint(IPAddress.Loopback, holder.Port), Cancellation));
    }

    private static async Task<string> ReadAsync(ConnectionContext connection)
    {
        var read = await connection.Transport.Input.ReadAsync(Cancellation);
        var text = Encoding.UTF8.GetString(read.Buffer);
        connection.Transport.Input.AdvanceTo(read.Buffer.End);
        return text;
    }
}
