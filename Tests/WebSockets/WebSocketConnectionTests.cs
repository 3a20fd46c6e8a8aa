using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
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

    public ValueTask DisposeAsync() => _gateway!.DisposeAsync();

    [Fact]
    public async Task Pings_ThatAreNotRead_ArePassedOver_AndKeepNothing()
    {
        var (connection, running) = await ConnectAsync(static _ => { });
        for (var i = 0; i < 1_000; i++)
        {
            await SendAsync(Frames.Of(Frames.Last | Frames.Ping, new byte[100]));
        }

        // Two more were not too many.
        Assert.InRange((await ReadAsync()).Length, 102, 3 * 102);
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

    private async Task<(MqttConnection Connection, Task Running)> ConnectAsync(Action<Mqant.Gateway.GatewayOptions> configure)
    {
        _gateway = new MemoryGateway(configure);
        var duplex = new Duplex(_toGateway.Reader, _toClient.Writer);
        var connection = _gateway.Wrap(new DefaultConnectionContext("memory", new WebSocketInput(duplex), duplex));
        var running = connection.RunAsync();
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
