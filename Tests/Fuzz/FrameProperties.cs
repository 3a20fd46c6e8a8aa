using System.Buffers;
using System.IO.Pipelines;
using CsCheck;
using Mqant.Gateway.WebSockets;
using Mqant.Tests.WebSockets;
using Xunit;

namespace Mqant.Tests.Fuzz;

/// <summary>The frames of WebSockets, cut anyhow.</summary>
public sealed class FrameProperties
{
    private static readonly Gen<byte[]> Masked = Gen.Select(
        Gen.OneOf<byte>(0x02, 0x82, 0x00, 0x80, 0x81, 0x89, 0x8A, 0x88), Gen.Frequency<int>((6, Gen.Int[0, 20]), (1, Gen.Int[120, 300])), Gen.Byte.Array[4, 4],
        static (first, length, mask) => Frames.Of(first, new byte[length], mask));

    private static readonly Gen<byte[]> Session = Masked.Array[0, 6].Select(static frames => frames.SelectMany(static frame => frame).ToArray());

    [Fact]
    public void AnyBytes_InAnySplit_AreReadTheSame_AndNeverMoreThanTheyAre()
        => Arriving.Of(Gen.OneOf(Session.Mutated(), Gen.Byte.Array[0, 200])).Holds(static arriving =>
        {
            var whole = Decode([arriving.Bytes]);

            Assert.Equal(whole, Decode(arriving.Pieces));
            Assert.True(whole.Payload.Length / 2 <= arriving.Bytes.Length);
        });

    [Fact]
    public void Messages_InAnyFramesAndPieces_AreTheSameBytes()
        => Arriving.Of(Gen.Byte.Array[0, 400]).Holds(static arriving =>
        {
            // Each piece a frame, some of them the first part of a message, with pings and empty frames between; and then the frames in pieces of their own.
            var (frames, control, isContinued, turn) = (new List<byte>(), "", false, 0);
            foreach (var piece in arriving.Pieces)
            {
                turn++;
                var isLast = turn % 3 != 0;
                control += piece.IsEmpty ? $"{(isContinued ? Opcode.Continuation : Opcode.Binary)}" : "";
                frames.AddRange(Frames.Of((isContinued ? 0 : 2) | (isLast ? 0x80 : 0), piece.Span, [(byte)turn, 2, 3, 4]));
                isContinued = !isLast;
                if (turn % 4 == 0)
                {
                    frames.AddRange(Frames.Of(0x89, [1, 2]));
                    frames.AddRange(Frames.Of(isContinued ? 0x00 : 0x82, []));
                    control += $"Ping0102{(isContinued ? Opcode.Continuation : Opcode.Binary)}";
                }
            }

            var read = Decode(new Arriving([.. frames], arriving.Cuts).Pieces);

            Assert.Equal((Convert.ToHexString(arriving.Bytes), CloseCode.None), (read.Payload, read.Status));
            Assert.Equal(control, read.Control);
        });

    [Fact]
    public Task Pipe_ThatIsReadAnyhow_HasTheSameBytes()
        => Arriving.Of(Gen.Select(Session.Mutated(), Gen.Byte.Array[0, 200], static (frames, message) => (byte[])[.. frames, .. Frames.Message(message)])).HoldsAsync(static async arriving =>
        {
            var pipe = new Pipe(new PipeOptions(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0, minimumSegmentSize: 16, useSynchronizationContext: false));
            var input = new WebSocketInput(new Duplex(pipe.Reader, PipeWriter.Create(Stream.Null)));
            var reading = ReadAsync(input, arriving.Cuts);
            foreach (var piece in arriving.Pieces)
            {
                await pipe.Writer.WriteAsync(piece, TestContext.Current.CancellationToken);
            }

            await pipe.Writer.CompleteAsync();

            Assert.Equal(Decode([arriving.Bytes]).Payload, await reading);
        });

    [Fact]
    public void Masks_OfAnyKind_AreTakenOff_AndGoOnWhereTheyWere()
        => Arriving.Of(Gen.Byte.Array[4, 300]).Holds(static arriving =>
        {
            var mask = BitConverter.ToUInt32(arriving.Bytes);
            var read = new List<byte>();
            foreach (var piece in arriving.Pieces)
            {
                var plain = new byte[piece.Length];
                mask = FrameMask.Remove(piece.Span, plain, mask);
                read.AddRange(plain);
            }

            Assert.Equal(arriving.Bytes.Select((one, at) => (byte)(one ^ arriving.Bytes[at % 4])), read);
        });

    // Takes as many packets of three bytes as a turn allows, and leaves the rest: as a client's connection does that has too much to do.
    private static async Task<string> ReadAsync(PipeReader input, int[] turns)
    {
        var read = new List<byte>();
        for (var turn = 0; ; turn++)
        {
            var result = await input.ReadAsync(TestContext.Current.CancellationToken);
            var whole = result.Buffer.Length - (result.Buffer.Length % 3);
            var taken = Math.Min(whole, 3L * turns[turn % turns.Length]);
            if (result.IsCompleted && taken == whole)
            {
                return Convert.ToHexString([.. read, .. result.Buffer.ToArray()]);
            }

            read.AddRange(result.Buffer.Slice(0, taken).ToArray());
            input.AdvanceTo(result.Buffer.GetPosition(taken), taken < whole ? result.Buffer.GetPosition(taken) : result.Buffer.End);
        }
    }

    private static (string Payload, string Control, CloseCode Status) Decode(IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        var decoder = new FrameDecoder();
        var control = new Heard();
        var payload = new List<byte>();
        foreach (var piece in pieces)
        {
            // There is no more room than there are bytes.
            var room = new byte[piece.Length];
            payload.AddRange(room.AsSpan(0, decoder.Decode(piece.Span, room, control)));
        }

        return (Convert.ToHexString([.. payload]), string.Concat(control.Frames), decoder.Status);
    }

    private sealed class Heard : IControlFrames
    {
        public List<string> Frames { get; } = [];

        public void OnControl(Opcode opcode, ReadOnlySpan<byte> payload) => Frames.Add($"{opcode}{Convert.ToHexString(payload)}");
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
