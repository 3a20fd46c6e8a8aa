using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Mqant.Gateway.Limits;
using Mqant.Gateway.Mqtt;
using Mqant.Gateway.Sessions;
using Mqant.Gateway.WebSockets;
using Mqant.Tests.Infrastructure;
using Mqant.Tests.Mqtt;
using Xunit;

namespace Mqant.Tests.WebSockets;

/// <summary>What a WebSocket adds to a connection, and clients that ping for nothing. What is sent has been handled when the sending is over.</summary>
public sealed class WebSocketConnectionTests : IAsyncDisposable
{
    private static readonly PipeOptions Inline = new(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 64, resumeWriterThreshold: 32, useSynchronizationContext: false);
    private static readonly PipeOptions Unbounded = new(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0, useSynchronizationContext: false);

    private readonly Pipe _toGateway = new(Unbounded);
    private readonly Pipe _toClient = new(Inline);
    private MemoryGateway? _gateway;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _gateway?.DisposeAsync() ?? default;

    [Fact]
    public async Task Pings_ThatAreNotRead_ArePassedOver_ButTheNewest()
    {
        var (connection, running) = await ConnectAsync(static _ => { });
        for (var i = 0; i < 1_000; i++)
        {
            await SendAsync(Frames.Of(Frames.Last | Frames.Ping, new byte[100]));
        }

        await SendAsync(Frames.Of(Frames.Last | Frames.Ping, "newest"u8));

        // Two more were not too many.
        Assert.InRange((await ReadAsync()).Length, 102, 3 * 102);
        byte[] newest = [0x8A, 6, .. "newest"u8];
        Assert.Equal(newest, await ReadAsync());
        await SendAsync(Frames.Of(Frames.Last | Frames.Ping, "again"u8));
        byte[] pong = [0x8A, 5, .. "again"u8];
        Assert.Equal(pong, await ReadAsync());

        await EndAsync(connection, running);
    }

    [Fact]
    public async Task Pings_CountAsPackets_AndPauseReading()
    {
        var (connection, running) = await ConnectAsync(static options => options.MaxBytesPerSecond = 640);
        Assert.False(connection.IsPaused);

        await SendAsync(Enumerable.Repeat(Frames.Of(Frames.Last | Frames.Ping, []), 30).SelectMany(static frame => frame).ToArray());

        Assert.True(connection.IsPaused);
        while (connection.IsPaused)
        {
            _gateway!.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await ReadAsync();
        await EndAsync(connection, running);
    }

    [Fact]
    public async Task Frames_WithNothingInThem_CountAsPackets_AndPauseReading()
    {
        var (connection, running) = await ConnectAsync(static options => options.MaxBytesPerSecond = 640);

        await SendAsync([.. Frames.Of(Frames.Binary, []), .. Enumerable.Repeat(Frames.Of(Frames.Continuation, []), 30).SelectMany(static frame => frame)]);

        Assert.True(connection.IsPaused);
        connection.Close(SessionEndReason.Closed);
        await _toGateway.Writer.CompleteAsync();
        await running.WithinDeadline("the connection");
    }

    [Fact]
    public async Task Pings_WithoutEnd_BeforeTheIntroduction_EndTheConnection()
    {
        var (_, running) = Connect(static options => options.MaxBytesPerSecond = 640);
        await SendAsync(Frames.Of(Frames.Last | Frames.Ping, []));
        Assert.Equal([0x8A, 0], await ReadAsync());

        await SendAsync(Enumerable.Repeat(Frames.Of(Frames.Last | Frames.Ping, []), 30).SelectMany(static frame => frame).ToArray());

        // Closed, which the client answers.
        byte[] closed = [0x88, 2, 0x03, 0xE8];
        byte[] read;
        do
        {
            read = await ReadAsync();
        }
        while (!read.AsSpan().EndsWith(closed));

        await SendAsync(Frames.Closing(1000));
        await running.WithinDeadline("the connection");
    }

    [Fact]
    public async Task Socket_Counts_UntilItsClientHasClosedIt()
    {
        var (_, running) = await ConnectAsync(static _ => { });
        var addresses = _gateway!.Provider.GetRequiredService<AddressBook>();
        await SendAsync(Frames.Message([0xE0, 0]));
        Assert.Equal([0x88, 2, 0x03, 0xE8], await ReadAsync());

        Assert.Equal(1, addresses.Busiest);
        await SendAsync(Frames.Closing(1000));
        await running.WithinDeadline("the connection");

        Assert.Equal(0, addresses.Busiest);
    }

    // Else a byte would hold for ever what was needed for a moment.
    [Fact]
    public async Task Byte_ThatIsLeft_KeepsNoLargeBuffer()
    {
        var pipe = new Pipe(Unbounded);
        var input = new WebSocketInput(new Duplex(pipe.Reader, new Pipe().Writer));
        await pipe.Writer.WriteAsync(Frames.Message(new byte[100_000]), Cancellation);
        for (var left = 100_000L; left > 1;)
        {
            var read = await input.ReadAsync(Cancellation);
            Assert.InRange(ArrayOf(read).Length, 1, 64 * 1024);
            left -= read.Buffer.Length - 1;
            input.AdvanceTo(read.Buffer.GetPosition(read.Buffer.Length - 1), read.Buffer.End);
        }

        var waiting = input.ReadAsync(Cancellation);
        await pipe.Writer.WriteAsync(Frames.Message([1]), Cancellation);

        Assert.InRange(ArrayOf(await waiting).Length, 1, 1024);
        await input.CompleteAsync();
    }

    // A frame for each packet, with a header as short as it can be; the packet is the one that clients of TCP share.
    [Theory]
    [InlineData(10, 0, "820A")]
    [InlineData(125, 0, "827D")]
    [InlineData(126, 0, "827E007E")]
    [InlineData(65_535, 0, "827EFFFF")]
    [InlineData(65_536, 0, "827F0000000000010000")]
    [InlineData(65_536, 1, "827F0000000000010000")]
    public async Task Push_OfAnyLength_IsOneMessage(int length, byte qos, string header)
    {
        var (connection, running) = await ConnectAsync(static _ => { });
        var around = 3 + (length < 130 ? 2 : length < 16_386 ? 3 : 4) + (2 * qos);
        var push = new OutboundMessage("A", Enumerable.Range(0, length - around).Select(static i => (byte)i).ToArray(), qos);

        Assert.True(connection.TrySend(push));

        var packet = push.GetEncoded(PushFormat.V3).ToArray();
        Assert.Equal(length, packet.Length);
        if (qos > 0)
        {
            packet[PushFormat.GetPacketIdAt(packet) + 1] = 1;
        }

        byte[] expected = [.. Convert.FromHexString(header), .. packet];
        Assert.Equal(expected, await ReadAsync());
        await EndAsync(connection, running);
    }

    [Fact]
    public async Task Bytes_AreCountedWithoutWhatAWebSocketAdds()
    {
        var (connection, running) = await ConnectAsync(static _ => { });
        await SendAsync(Frames.Of(Frames.Last | Frames.Ping, new byte[100]));
        await SendAsync(Frames.Message(Packets.PingReq));
        await ReadAsync();
        var counted = _gateway!.Services.Metrics.GetTransport("memory");

        Assert.Equal((Packets.Connect(4).Length + 2, 4 + 2), (counted.BytesReceived.Value, counted.BytesSent.Value));

        await EndAsync(connection, running);
    }

    private static byte[] ArrayOf(in ReadResult read)
    {
        Assert.True(MemoryMarshal.TryGetArray(read.Buffer.First, out var bytes));
        return bytes.Array!;
    }

    private (MqttConnection Connection, Task Running) Connect(Action<Mqant.Gateway.GatewayOptions> configure)
    {
        _gateway = new MemoryGateway(configure);
        var duplex = new Duplex(_toGateway.Reader, _toClient.Writer);
        var connection = _gateway.Wrap(new DefaultConnectionContext("memory", new WebSocketInput(duplex), duplex) { RemoteEndPoint = new IPEndPoint(IPAddress.Parse("192.0.2.1"), 1) });
        return (connection, connection.RunAsync());
    }

    private async Task<(MqttConnection Connection, Task Running)> ConnectAsync(Action<Mqant.Gateway.GatewayOptions> configure)
    {
        var (connection, running) = Connect(configure);
        await SendAsync(Frames.Message(Packets.Connect(4)));
        Assert.Equal([0x82, 4, 0x20, 2, 0, 0], await ReadAsync());
        return (connection, running);
    }

    private async Task SendAsync(byte[] bytes) => await _toGateway.Writer.WriteAsync(bytes, Cancellation);

    private async Task<byte[]> ReadAsync()
    {
        var result = await _toClient.Reader.ReadAsync(Cancellation).AsTask().WithinDeadline("what the gateway sends");
        var bytes = result.Buffer.ToArray();
        _toClient.Reader.AdvanceTo(result.Buffer.End);
        return bytes;
    }

    private async Task EndAsync(MqttConnection connection, Task running)
    {
        connection.Close(SessionEndReason.Closed);
        await _toGateway.Writer.CompleteAsync();
        await running.WithinDeadline("the connection");
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
