using System.Net.WebSockets;
using CsCheck;
using Mqant.Gateway.Transport;
using Mqant.Tests.Mqtt;
using Xunit;
using WebSocketStream = Mqant.Gateway.Transport.WebSocketStream;

namespace Mqant.Tests.Fuzz;

/// <summary>The frames of WebSockets, cut anyhow.</summary>
public sealed class FrameProperties
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static readonly Gen<byte[]> Masked = Gen.Select(Gen.OneOf<byte>(0x02, 0x82, 0x00, 0x80, 0x81, 0x89), Gen.Frequency<int>((6, Gen.Int[0, 20]), (1, Gen.Int[120, 300])), Gen.Byte.Array[4, 4])
        .Select(static (first, length, mask) => Frame(first, mask, new byte[length]));

    private static readonly Gen<byte[]> Frames = Masked.Array[0, 6].Select(static frames => frames.SelectMany(static frame => frame).ToArray());

    [Fact]
    public Task AnyBytes_ArriveAsTheyAre_UntilAFrameThatNoClientSends()
        => Arriving.Of(Frames.Mutated()).HoldsAsync(static async arriving =>
        {
            var (expected, isRefused) = Look(arriving.Bytes);

            var received = await ReceiveAsync(arriving, expected.Length + (isRefused ? 20 : 0));

            Assert.Equal(expected, received[..expected.Length]);
            Assert.True(isRefused || received.Length == expected.Length);
        });

    [Fact]
    public Task Messages_InAnyFramesAndPieces_AreTheSameBytes()
        => Arriving.Of(Gen.Byte.Array[0, 400]).HoldsAsync(
            static async arriving =>
            {
                // Each piece a frame, some of them the first part of a message, with pings and empty frames between; and then the frames in pieces of their own.
                var (frames, isContinued, turn) = (new List<byte>(), false, 0);
                foreach (var piece in arriving.Pieces)
                {
                    turn++;
                    var isLast = turn % 3 != 0;
                    byte first = (byte)((isContinued ? 0 : 2) | (isLast ? 0x80 : 0));
                    frames.AddRange(Frame(first, [(byte)turn, 2, 3, 4], piece.ToArray()));
                    isContinued = !isLast;
                    if (turn % 4 == 0)
                    {
                        frames.AddRange(Frame(0x89, [1, 2, 3, 4], [1, 2]));
                        frames.AddRange(Frame((byte)(isContinued ? 0x00 : 0x82), [0, 0, 0, 0], []));
                    }
                }

                using var socket = WebSocket.CreateFromStream(
                    new ClientFrames(new DuplexStream(new Pieces(new Arriving([.. frames], arriving.Cuts)), Stream.Null)),
                    new WebSocketCreationOptions { IsServer = true });
                using var stream = new WebSocketStream(socket);
                using var received = new MemoryStream();
                await stream.CopyToAsync(received, Cancellation);

                Assert.Equal(arriving.Bytes, received.ToArray());
            });

    private static async Task<byte[]> ReceiveAsync(Arriving arriving, int atLeast)
    {
        using var frames = new ClientFrames(new Pieces(arriving));
        using var received = new MemoryStream();
        var buffer = new byte[64];
        while (true)
        {
            // As the framework reads: at first only to know that there is something.
            _ = await ReadAsync(frames, Memory<byte>.Empty);
            var read = await ReadAsync(frames, buffer);
            received.Write(buffer, 0, read);
            if (read == 0 || (received.Length >= atLeast && received.Length > arriving.Bytes.Length))
            {
                return received.ToArray();
            }
        }
    }

    private static async ValueTask<int> ReadAsync(Stream stream, Memory<byte> buffer)
    {
        var read = stream.ReadAsync(buffer, Cancellation);
        Assert.True(read.IsCompleted);
        return await read;
    }

    // What must arrive: all, or what comes before a frame that no client sends, with a header at which the framework stumbles.
    private static (byte[] Expected, bool IsRefused) Look(byte[] bytes)
    {
        for (var at = 0; at < bytes.Length;)
        {
            if (at + 2 > bytes.Length)
            {
                break;
            }

            if (bytes[at + 1] < 0x80)
            {
                byte[] refused = bytes[..(at + 2)];
                refused[at] |= 0x70;
                return (refused, true);
            }

            var digits = (bytes[at + 1] & 0x7F) switch { 126 => 2, 127 => 8, _ => 0 };
            if (at + 2 + digits > bytes.Length)
            {
                break;
            }

            ulong length = digits == 0 ? (ulong)(bytes[at + 1] & 0x7F) : 0;
            for (var digit = 0; digit < digits; digit++)
            {
                length = (length << 8) | bytes[at + 2 + digit];
            }

            if (length > long.MaxValue)
            {
                return (bytes[..(at + 2 + digits)], true);
            }

            if (length > (ulong)bytes.Length)
            {
                break;
            }

            at += 6 + digits + (int)length;
        }

        return (bytes, false);
    }

    private static byte[] Frame(byte first, byte[] mask, byte[] payload)
    {
        byte[] length = payload.Length < 126 ? [(byte)(0x80 | payload.Length)] : [0x80 | 126, (byte)(payload.Length >> 8), (byte)payload.Length];
        return [first, .. length, .. mask, .. payload.Select((one, at) => (byte)(one ^ mask[at % 4]))];
    }

    // Hands out one piece a read.
    private sealed class Pieces(Arriving arriving) : MemoryStream(arriving.Bytes)
    {
        private int _turn;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
            => buffer.IsEmpty ? new(0) : base.ReadAsync(buffer[..Math.Min(arriving.Cuts[_turn++ % arriving.Cuts.Length], buffer.Length)], cancellationToken);
    }
}
