using System.Buffers;
using Microsoft.AspNetCore.Connections;
using MQTTnet.Formatter;
using Mqant.Gateway.Sessions;
using Mqant.Gateway.Transport;

namespace Mqant.Gateway.Mqtt;

/// <summary>One MQTT client, of any version, over any transport. This part reads; the others introduce and send.</summary>
internal sealed partial class MqttConnection : ClientConnection
{
    private readonly IReadOnlyDictionary<string, string> _settings;
    private string? _token;
    private Introduction? _introduction;
    private InboundExchanges? _exchanges;
    private ReasonCode _farewell;
    private string? _farewellText;
    private int _maxPacketSize = PacketSize.Max;
    private MqttProtocolVersion _version;
    private volatile Authentication _authentication;

    /// <summary>A client that has just connected.</summary>
    /// <param name="context">The accepted connection.</param>
    /// <param name="transport">Name of the transport as game code sees it.</param>
    /// <param name="settings">What the session starts with.</param>
    /// <param name="services">What all connections share.</param>
    /// <param name="token">A token that came with the connection.</param>
    public MqttConnection(
        ConnectionContext context, string transport, IReadOnlyDictionary<string, string> settings, ClientConnectionServices services, string? token = null)
        : base(context, transport, services)
    {
        _settings = settings;
        _token = token;
    }

    private bool IsVersion5 => _version == MqttProtocolVersion.V500;

    /// <inheritdoc/>
    protected override ReadStep Read(ref ReadOnlySequence<byte> buffer)
    {
        var packets = 0;
        var step = ReadStep.ReadMore;
        while (step == ReadStep.ReadMore && !buffer.IsEmpty)
        {
            var error = Check(buffer, out var header);
            if (error != ReasonCode.Success)
            {
                step = Reject(error);
                break;
            }

            var length = header.Length + header.RemainingLength;
            if (header.Length == 0 || buffer.Length < length)
            {
                break;
            }

            packets++;
            step = Handle(header, buffer.Slice(header.Length, header.RemainingLength));
            buffer = buffer.Slice(length);
            if (!Charge(length) && step == ReadStep.ReadMore)
            {
                step = ReadStep.Pause;
            }
        }

        if (packets > 0)
        {
            Statistics.PacketsReceived.Add(packets);
        }

        return step;
    }

    /// <summary>Decides from the fixed header alone whether the packet may come at all, before anything is buffered for it.</summary>
    /// <param name="buffer">Starts with the packet.</param>
    /// <param name="header">The header; its length is 0 when it is not complete.</param>
    private ReasonCode Check(in ReadOnlySequence<byte> buffer, out FixedHeader header)
    {
        if (!IsOpen && FixedHeader.Peek(buffer) != (byte)(_authentication == Authentication.AwaitsData ? PacketType.Auth : PacketType.Connect) << 4)
        {
            header = default;
            return ReasonCode.ProtocolError;
        }

        if (!FixedHeader.TryRead(buffer, out header, out var error))
        {
            return error;
        }

        if (header.RemainingLength > (IsOpen ? Services.Options.MaxPacketSize : Services.Options.MaxConnectPacketSize))
        {
            return ReasonCode.PacketTooLarge;
        }

        var isShortest = header.Length == 1 + PacketSize.OfVariable(header.RemainingLength);
        return header.HasValidFlags(_version) && (isShortest || !IsVersion5) ? ReasonCode.Success : ReasonCode.MalformedPacket;
    }

    private ReadStep Handle(in FixedHeader header, in ReadOnlySequence<byte> body)
    {
        if (!IsOpen)
        {
            return header.Type == PacketType.Auth ? OnFirstAuth(body.ToArray()) : OnConnect(header, body.ToArray());
        }

        switch (header.Type)
        {
            case PacketType.Publish:
                return OnPublish(header.Flags, body.ToArray());
            case PacketType.PingReq:
                if (header.RemainingLength != 0)
                {
                    return Reject(ReasonCode.MalformedPacket);
                }

                WriteAhead(RawPacket.PingResp);
                return ReadStep.ReadMore;
            case PacketType.PubAck or PacketType.PubRec or PacketType.PubRel or PacketType.PubComp:
                return OnAck(header.Type, body.IsSingleSegment ? body.FirstSpan : body.ToArray());
            case PacketType.Subscribe:
                return Answer(SubscribeDecoder.Subscribe(body.ToArray(), _version, out var subAck), subAck);
            case PacketType.Unsubscribe:
                return Answer(SubscribeDecoder.Unsubscribe(body.ToArray(), _version, out var unsubAck), unsubAck);
            case PacketType.Disconnect:
                return OnDisconnect(body.ToArray());
            case PacketType.Auth:
                return OnAuth(body.ToArray());
            default:
                // A second CONNECT (MQTT-3.1.0-2), or what only a server sends.
                return Reject(ReasonCode.ProtocolError);
        }
    }

    private ReadStep OnPublish(byte flags, byte[] body)
    {
        var error = PublishDecoder.Decode(flags, body, _version, out var request);
        if (error != ReasonCode.Success)
        {
            return Reject(error);
        }

        if (request!.QualityOfService > 0)
        {
            _exchanges ??= new InboundExchanges(Writer);
            switch (_exchanges.Begin(request))
            {
                case Arrival.TooMany:
                    return Reject(ReasonCode.ReceiveMaximumExceeded);
                case Arrival.Repeated:
                    return ReadStep.ReadMore;
            }
        }

        return Submit(request) ? ReadStep.ReadMore : ReadStep.Pause;
    }

    private ReadStep OnAck(PacketType type, ReadOnlySpan<byte> body)
    {
        var error = AckDecoder.Ack(body, _version, out var packetId);
        if (error != ReasonCode.Success)
        {
            return Reject(error);
        }

        switch (type)
        {
            case PacketType.PubAck:
                Writer.TryAcknowledge(packetId);
                break;
            case PacketType.PubRel:
                var found = _exchanges?.TryRelease(packetId) ?? false;
                WriteAhead(new AckPacket(PacketType.PubComp, packetId, FoundOrNot(found)));
                break;
            case PacketType.PubRec:
                // Nothing is ever sent with quality of service 2.
                WriteAhead(new AckPacket(PacketType.PubRel, packetId, FoundOrNot(false)));
                break;
        }

        return ReadStep.ReadMore;
    }

    private ReasonCode FoundOrNot(bool found) => found || !IsVersion5 ? ReasonCode.Success : ReasonCode.PacketIdentifierNotFound;

    private ReadStep OnDisconnect(byte[] body)
    {
        var error = AckDecoder.Disconnect(body, _version);
        if (error != ReasonCode.Success)
        {
            return Reject(error);
        }

        Close(SessionEndReason.ClientDisconnected);
        return ReadStep.End;
    }

    private ReadStep Answer(ReasonCode error, MQTTnet.Packets.MqttPacket? packet)
    {
        if (error != ReasonCode.Success)
        {
            return Reject(error);
        }

        var answer = MqttCodec.Encode(_version, packet!);
        if (answer.Length > _maxPacketSize)
        {
            return Reject(ReasonCode.PacketTooLarge);
        }

        Write(new RawPacket(answer));
        return ReadStep.ReadMore;
    }

    /// <summary>The client broke the rules: a 5.0 client is told which, every client is closed.</summary>
    private ReadStep Reject(ReasonCode reason)
    {
        Log.Rejected(Services.Log, RemoteAddress, reason);
        _farewell = reason;
        Close(reason switch
        {
            ReasonCode.PacketTooLarge => SessionEndReason.PacketTooLarge,
            ReasonCode.ReceiveMaximumExceeded => SessionEndReason.ReceiveMaximumExceeded,
            _ => SessionEndReason.ProtocolError,
        });
        return ReadStep.End;
    }

    private static partial class Log
    {
        [LoggerMessage(2902, LogLevel.Debug, "An MQTT client at {Address} was rejected: {Reason}.")]
        public static partial void Rejected(ILogger logger, string address, ReasonCode reason);

        [LoggerMessage(2755, LogLevel.Error, "What was to renew a login failed; the client is closed.")]
        public static partial void NotRenewed(ILogger logger, Exception exception);
    }
}
