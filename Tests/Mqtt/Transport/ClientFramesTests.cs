using System.Net.WebSockets;
using Mqant.Gateway.Transport;
using Xunit;

namespace Mqant.Tests.Mqtt.Transport;

public sealed class ClientFramesTests
{
    // Lengths of 7, 16 and 64 bits, one frame without payload, and payloads that look like frames.
    private static readonly byte[] Masked =
    [
        0x82, 0x83, 1, 2, 3, 4, 0x82, 0x01, 0x82,
        0x02, 0x80 | 126, 0x01, 0x00, 1, 2, 3, 4, .. new byte[256],
        0x80, 0x80, 1, 2, 3, 4,
        0x82, 0x80 | 127, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 3, 4, 0x01, 0x02,
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<int> Pieces() => [1, 2, 3, 5, 8, 13, 1_000];

    [Theory]
    [MemberData(nameof(Pieces))]
    public async Task MaskedFrames_ArriveAsTheyAre(int piece)
        => Assert.Equal(Masked, await ReadAsync([.. Masked, .. Masked], piece, Masked.Length));

    [Theory]
    [MemberData(nameof(Pieces))]
    public async Task UnmaskedFrame_ArrivesWithReservedBits_AndNobodyWaitsForMore(int piece)
    {
        var received = await ReadAsync([.. Masked, 0x82, 0x02, 0xC0], piece, Masked.Length + 14);

        Assert.Equal([.. Masked, 0xF2, 0x02], received[..(Masked.Length + 2)]);
    }

    [Fact]
    public async Task UnmaskedFrame_OfAWebSocket_IsAnsweredWith1002()
    {
        var sent = new MemoryStream();
        var stream = new DuplexStream(new MemoryStream([0x82, 0x81, 0, 0, 0, 0, 7, 0x82, 0x02, 0xC0, 0x00]), sent);
        using var socket = WebSocket.CreateFromStream(new ClientFrames(stream), new WebSocketCreationOptions { IsServer = true });
        var buffer = new byte[10];

        Assert.Equal(1, (await socket.ReceiveAsync(buffer.AsMemory(), Cancellation)).Count);
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ReceiveAsync(buffer.AsMemory(), Cancellation).AsTask());

        Assert.Equal("880203EA", Convert.ToHexString(sent.ToArray()));
    }

    [Fact]
    public async Task End_AfterTheFirstByteOfAFrame_IsTheEnd()
    {
        using var frames = new ClientFrames(new Pieced([.. Masked, 0x82], 1_000));
        var buffer = new byte[1_000];

        Assert.Equal(Masked.Length, await frames.ReadAsync(buffer, Cancellation));
        Assert.Equal(0, await frames.ReadAsync(Memory<byte>.Empty, Cancellation));
        Assert.Equal(1, await frames.ReadAsync(buffer, Cancellation));
        Assert.Equal(0, await frames.ReadAsync(buffer, Cancellation));
    }

    private static async Task<byte[]> ReadAsync(byte[] sent, int piece, int count)
    {
        using var frames = new ClientFrames(new Pieced(sent, piece));
        var received = new byte[count];
        await frames.ReadExactlyAsync(received, Cancellation);
        return received;
    }

    // Hands its bytes out in pieces.
    private sealed class Pieced(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
            => base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
