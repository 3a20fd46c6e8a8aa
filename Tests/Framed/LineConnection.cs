using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Mqant.Gateway.Sessions;
using Mqant.Gateway.Transport;

namespace Mqant.Tests.Framed;

// The example of docs/framed-protocol.md, which must stay the same as this.

/// <summary>One client that sends lines of text: <c>topic payload</c>. The first line is its name.</summary>
public sealed class LineConnection(ConnectionContext context, ClientConnectionServices services)
    : ClientConnection(context, "line", services)
{
    private const int MaxLineLength = 4096;

    // Called for every request, in the order in which replies must go out, from any thread.
    public override void Complete(ClientRequest request, in RequestOutcome outcome)
    {
        if (request.ReplyExpected)
        {
            var body = new byte[ReplyEnvelope.GetLength(outcome)];
            ReplyEnvelope.Write(body, request.Trace, outcome);
            Write(new Line(request.Topic.Span, body));
        }
    }

    // The format makes the bytes once for all recipients.
    public override bool TrySend(OutboundMessage message) => TryPush(message, message.GetEncoded(LineFormat.Instance));

    protected override ReadStep Read(ref ReadOnlySequence<byte> buffer)
    {
        while (buffer.PositionOf((byte)'\n') is { } end)
        {
            var line = buffer.Slice(0, end).ToArray();
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            if (!IsOpen)
            {
                Opening = new SessionOpening { ClientId = Encoding.UTF8.GetString(line) };
                return ReadStep.Open;
            }

            var space = Math.Max(0, line.AsSpan().IndexOf((byte)' '));
            var request = new ClientRequest { Topic = line.AsMemory(0, space), Payload = line.AsMemory(space).TrimStart((byte)' ') };
            if (!Submit(request))
            {
                return ReadStep.Pause;
            }
        }

        if (buffer.Length <= MaxLineLength)
        {
            return ReadStep.ReadMore;
        }

        Close(SessionEndReason.PacketTooLarge);
        return ReadStep.End;
    }

    protected override void OnOpened() => WriteAhead(new Line("welcome"u8, default));

    protected override void OnRefused(SessionRefusal refusal) => WriteAhead(new Line("refused"u8, default));

    protected override void SayGoodbye(SessionEndReason reason) => WriteLast(new Line("bye"u8, Encoding.UTF8.GetBytes(reason.ToString())));

    private readonly ref struct Line(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload) : IOutboundPacket
    {
        private readonly ReadOnlySpan<byte> _topic = topic;
        private readonly ReadOnlySpan<byte> _payload = payload;

        public int Length => _topic.Length + 1 + _payload.Length + 1;

        public void Write(Span<byte> destination)
        {
            _topic.CopyTo(destination);
            destination[_topic.Length] = (byte)' ';
            _payload.CopyTo(destination[(_topic.Length + 1)..]);
            destination[^1] = (byte)'\n';
        }
    }

    private sealed class LineFormat : WireFormat
    {
        public static readonly LineFormat Instance = new();

        public override byte[] Encode(OutboundMessage message)
        {
            var line = new Line(Encoding.UTF8.GetBytes(message.Topic), message.Payload.Span);
            var bytes = new byte[line.Length];
            line.Write(bytes);
            return bytes;
        }
    }
}

/// <summary>Serves the clients of one port.</summary>
public sealed class LineConnectionHandler(ClientConnectionServices services) : ConnectionHandler
{
    public override Task OnConnectedAsync(ConnectionContext connection) => new LineConnection(connection, services).RunAsync();
}
