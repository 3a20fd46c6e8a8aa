using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using Microsoft.AspNetCore.Connections;
using Mqant.Gateway.Framed;
using Mqant.Gateway.Mqtt;
using Mqant.Gateway.Transport;
using Mqant.Gateway.WebSockets;
using Mqant.Tests.Mqtt;
using Mqant.Tests.WebSockets;
using Xunit;

namespace Mqant.Tests.Fuzz;

/// <summary>Whole connections: what a client gets depends on the bytes that it sends and not on how they arrive, and nothing that it sends is an accident.</summary>
public sealed partial class ConnectionProperties : IAsyncLifetime
{
    private readonly MemoryGateway _gateway = new();

    private static readonly Gen<byte[]> FramedSession = Gen.Select(
        Gen.Frequency<byte[]>((6, Gen.Const(Frame(1, [1, 0, 60, .. Packets.Text("client"), 0, 0, 0, 0]))), (1, Gen.Byte.Array[0, 12].Select(static body => Frame(1, body)))),
        Gen.OneOf<byte[]>(
            Gen.OneOf("A/HD_B", "A/HD_B/1", "/", "").Select(static topic => Frame(3, [.. Packets.Text(topic), .. "{}"u8])),
            Gen.Const(Frame(4, [])),
            Gen.Select(Gen.Byte[0, 7], Gen.Byte.Array[0, 9], Frame)).Array[0, 6],
        static (hello, frames) => (byte[])[.. hello, .. frames.SelectMany(static frame => frame)]);

    // A CONNECT of which the length is all that has come.
    private static readonly Gen<byte[]> Announced = Gen.Int[0, 200_000].Select(static length => new byte[] { 0x10, (byte)(length | 0x80), (byte)((length >> 7) | 0x80), (byte)(length >> 14) });

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public Task Mqtt_InAnySplit_IsTheSame()
        => Arriving.Of(PacketGen.Session.Mutated()).HoldsInTurnAsync(arriving => AssertSameAsync(arriving, _gateway.Wrap), static arriving => arriving.ToString());

    [Fact]
    public Task MqttOverWebSocket_InAnySplit_IsTheSame()
        => Arriving.Of(Gen.Select(PacketGen.Session.Mutated(), Gen.Int[1, 60], InFrames).Mutated()).HoldsInTurnAsync(
            arriving => AssertSameAsync(arriving, Open, WithoutPongs), static arriving => arriving.ToString());

    [Fact]
    public Task Framed_InAnySplit_IsTheSame()
        => Arriving.Of(FramedSession.Mutated()).HoldsInTurnAsync(
            arriving => AssertSameAsync(arriving, context => new FramedConnection(context, _gateway.Services)), static arriving => arriving.ToString());

    [Fact]
    public Task Mqtt_BeforeItIsLetIn_KeepsNoMoreThanAnIntroduction()
        => Gen.Select(Gen.OneOf<byte[]>(PacketGen.Level.SelectMany(PacketGen.Connect).Mutated(), Announced), Gen.Byte).HoldsInTurnAsync(
            sent => AssertDecidedAsync(sent.Item1, sent.Item2, _gateway.Wrap),
            static sent => $"{Convert.ToHexString(sent.Item1)}, then {sent.Item2:X2} for ever");

    [Fact]
    public Task Framed_BeforeItIsLetIn_KeepsNoMoreThanAnIntroduction()
        => Gen.Select(FramedSession.Mutated(), Gen.Byte).HoldsInTurnAsync(
            sent => AssertDecidedAsync(sent.Item1, sent.Item2, context => new FramedConnection(context, _gateway.Services)),
            static sent => $"{Convert.ToHexString(sent.Item1)}, then {sent.Item2:X2} for ever");

    private MqttConnection Open(ConnectionContext context)
    {
        context.Transport = new WebSocketInput(context.Transport);
        return _gateway.Wrap(context);
    }

    private static byte[] InFrames(byte[] bytes, int length)
        => [.. bytes.Chunk(length).SelectMany(static piece => (byte[])[.. Frames.Message(piece), .. Frames.Of(Frames.Last | Frames.Ping, piece.AsSpan(0, 1))])];

    // A pong comes as soon as it can: where among the answers, the split decides; and what came after the end is not answered.
    private static string WithoutPongs(string frames)
    {
        var rest = new StringBuilder();
        for (int at = 0, length; at < frames.Length; at += length)
        {
            length = frames[at + 1] switch { '\x7E' => 4 + (frames[at + 2] << 8) + frames[at + 3], var few => 2 + few };
            rest.Append(frames[at] == '\x8A' ? "" : frames.AsSpan(at, length));
        }

        return rest.ToString();
    }

    private async Task AssertSameAsync(Arriving arriving, Func<ConnectionContext, ClientConnection> serve, Func<string, string>? see = null)
    {
        var accidents = _gateway.Log.Lines.Count;

        see ??= static answers => answers;
        Assert.Equal(see(await ServeAsync([arriving.Bytes], serve)), see(await ServeAsync(arriving.Pieces, serve)));
        Assert.Equal(accidents, _gateway.Log.Lines.Count);
    }

    // Nobody sends more than the largest introduction without having been let in or thrown out.
    private async Task AssertDecidedAsync(byte[] first, byte rest, Func<ConnectionContext, ClientConnection> serve)
    {
        var connection = new PipedConnection(serve);
        await connection.SendAsync(first);
        await connection.SendAsync(Enumerable.Repeat(rest, _gateway.Services.Options.MaxConnectPacketSize + 5).ToArray());

        // Letting in may take a moment longer.
        Assert.True(connection.IsEnded || (await EndAsync(connection)).Length > 0);
    }

    private async Task<string> ServeAsync(IEnumerable<ReadOnlyMemory<byte>> pieces, Func<ConnectionContext, ClientConnection> serve)
    {
        var connection = new PipedConnection(serve);
        foreach (var piece in pieces)
        {
            await connection.SendAsync(piece);
        }

        return await EndAsync(connection);
    }

    private async Task<string> EndAsync(PipedConnection connection)
    {
        var answers = await connection.EndAsync();

        // The timer that would end it for good lets go of it.
        _gateway.Time.Advance(TimeSpan.FromSeconds(6));

        // Made up for each session and for each request.
        return Random().Replace(answers, static number => new string('0', number.Length));
    }

    private static byte[] Frame(byte type, byte[] body)
    {
        var frame = new byte[5 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, 1 + body.Length);
        frame[4] = type;
        body.CopyTo(frame, 5);
        return frame;
    }

    [GeneratedRegex("[0-9a-f]{32}")]
    private static partial Regex Random();
}
