using System.Buffers;
using System.Buffers.Binary;
using System.Text.Unicode;
using Microsoft.AspNetCore.Connections;
using Mqant.Gateway.Sessions;
using Mqant.Gateway.Transport;

namespace Mqant.Gateway.Framed;

/// <summary>
/// One client of the framed protocol: length-prefixed frames over TCP, for engines without an MQTT library. <c>docs/framed-protocol.md</c> describes
/// the bytes, and shows how a protocol of one's own is written the same way.
/// </summary>
internal sealed class FramedConnection(ConnectionContext context, ClientConnectionServices services)
    : ClientConnection(context, "framed", services)
{
    /// <summary>Added to a <see cref="SessionRefusal"/> in the frame that says goodbye, to tell it from a <see cref="SessionEndReason"/>.</summary>
    private const byte RefusalOffset = 0x80;

    private const double KeepAliveFactor = 1.5;

    /// <inheritdoc/>
    public override void Complete(ClientRequest request, in RequestOutcome outcome)
    {
        if (request.ReplyExpected)
        {
            Write(new FramedReply(request, outcome));
        }
    }

    /// <inheritdoc/>
    public override bool TrySend(OutboundMessage message)
        => message.GetEncoded(FramedPushFormat.Instance) is { Length: > 0 } encoded && TryPush(message, encoded);

    /// <inheritdoc/>
    protected override ReadStep Read(ref ReadOnlySequence<byte> buffer)
    {
        Span<byte> header = stackalloc byte[Frame.HeaderLength];
        while (buffer.Length >= Frame.HeaderLength)
        {
            buffer.Slice(0, Frame.HeaderLength).CopyTo(header);
            var length = BinaryPrimitives.ReadUInt32BigEndian(header);
            if (length == 0)
            {
                return Reject(SessionEndReason.ProtocolError);
            }

            if (length > (IsOpen ? Services.Options.MaxPacketSize : Services.Options.MaxConnectPacketSize))
            {
                return Reject(SessionEndReason.PacketTooLarge);
            }

            var end = sizeof(uint) + (long)length;
            if (buffer.Length < end)
            {
                return ReadStep.ReadMore;
            }

            var body = buffer.Slice(Frame.HeaderLength, length - 1).ToArray();
            buffer = buffer.Slice(end);
            var step = Handle((FrameType)header[sizeof(uint)], body);
            if (!Charge((int)end) && step == ReadStep.ReadMore)
            {
                step = ReadStep.Pause;
            }

            if (step != ReadStep.ReadMore)
            {
                return step;
            }
        }

        return ReadStep.ReadMore;
    }

    /// <inheritdoc/>
    protected override void OnOpened()
    {
        Span<byte> body = stackalloc byte[1 + sizeof(uint)];
        body[0] = Hello.Version;
        BinaryPrimitives.WriteUInt32BigEndian(body[1..], (uint)Services.Options.MaxPacketSize);
        WriteAhead(new Frame(FrameType.Welcome, body));
    }

    /// <inheritdoc/>
    protected override void OnRefused(SessionRefusal refusal)
        => WriteAhead(new Frame(FrameType.Bye, [(byte)(RefusalOffset + (int)refusal)]));

    /// <inheritdoc/>
    protected override void SayGoodbye(SessionEndReason reason) => WriteLast(new Frame(FrameType.Bye, [(byte)reason]));

    private ReadStep Handle(FrameType type, byte[] body) => (type, IsOpen) switch
    {
        (FrameType.Hello, false) => OnHello(body),
        (FrameType.Message, true) => OnMessage(body),
        (FrameType.Ping, true) => OnPing(),
        (FrameType.Bye, true) => Reject(SessionEndReason.ClientDisconnected),
        _ => Reject(SessionEndReason.ProtocolError),
    };

    private ReadStep OnHello(byte[] body)
    {
        if (!Hello.TryRead(body, out var hello))
        {
            WriteAhead(new Frame(FrameType.Bye, [(byte)SessionEndReason.ProtocolError]));
            return Reject(SessionEndReason.ProtocolError);
        }

        IdleLimit = KeepAliveFactor * TimeSpan.FromSeconds(hello.KeepAliveSeconds);
        var isKnown = hello.ClientId.Length > 0;
        Opening = new SessionOpening
        {
            ClientId = isKnown ? hello.ClientId : $"framed-{Guid.NewGuid():N}",
            TakesOver = isKnown,
            UserName = hello.UserName.Length > 0 ? hello.UserName : null,
            Password = hello.Password.Length > 0 ? new ReadOnlyMemory<byte>(hello.Password) : default(ReadOnlyMemory<byte>?),
        };
        return ReadStep.Open;
    }

    private ReadStep OnMessage(byte[] body)
    {
        ReadOnlySpan<byte> rest = body;
        if (!Hello.TryReadBlock(ref rest, out var topic) || !Utf8.IsValid(topic))
        {
            return Reject(SessionEndReason.ProtocolError);
        }

        var request = new ClientRequest
        {
            Topic = body.AsMemory(sizeof(ushort), topic.Length),
            Payload = body.AsMemory(sizeof(ushort) + topic.Length),
        };
        return Submit(request) ? ReadStep.ReadMore : ReadStep.Pause;
    }

    private ReadStep OnPing()
    {
        WriteAhead(new Frame(FrameType.Pong, []));
        return ReadStep.ReadMore;
    }

    private ReadStep Reject(SessionEndReason reason)
    {
        Close(reason);
        return ReadStep.End;
    }
}
