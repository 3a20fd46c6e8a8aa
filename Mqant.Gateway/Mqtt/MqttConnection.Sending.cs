using Mqant.Gateway.Sessions;
using Mqant.Gateway.Telemetry;
using Mqant.Gateway.Transport;

namespace Mqant.Gateway.Mqtt;

/// <content>Replies, acknowledgements, pushes and DISCONNECT.</content>
internal sealed partial class MqttConnection
{
    // Instead of a reply that the client said it cannot take: it waits for something.
    private static readonly byte[] ReplyTooLarge = "\"the reply is larger than the client's maximum packet size\""u8.ToArray();

    /// <inheritdoc/>
    public override void Complete(ClientRequest request, in RequestOutcome outcome)
    {
        var publish = (MqttRequest)request;
        if (request.ReplyExpected)
        {
            Reply(publish, outcome);
        }

        if (publish.QualityOfService > 0)
        {
            // Who gets no reply learns of a failure here, if it speaks 5.0.
            var failed = IsVersion5 && !request.ReplyExpected && !outcome.Error.IsEmpty;
            _exchanges!.End(publish, failed ? ReasonCode.ImplementationSpecificError : ReasonCode.Success);
        }
    }

    /// <inheritdoc/>
    public override bool TrySend(OutboundMessage message) => Send(message, acknowledged: null);

    /// <inheritdoc/>
    public override bool TrySend(OutboundMessage message, TaskCompletionSource<bool> acknowledged) => Send(message, acknowledged);

    /// <inheritdoc/>
    protected override void SayGoodbye(SessionEndReason reason)
    {
        var code = reason switch
        {
            SessionEndReason.ProtocolError => _farewell == ReasonCode.Success ? ReasonCode.ProtocolError : _farewell,
            SessionEndReason.PacketTooLarge => ReasonCode.PacketTooLarge,
            SessionEndReason.ReceiveMaximumExceeded => ReasonCode.ReceiveMaximumExceeded,
            SessionEndReason.KeepAliveTimeout => ReasonCode.KeepAliveTimeout,
            SessionEndReason.TakenOver or SessionEndReason.DuplicateLogin => ReasonCode.SessionTakenOver,
            SessionEndReason.Kicked or SessionEndReason.Closed => ReasonCode.AdministrativeAction,
            SessionEndReason.Banned => ReasonCode.Banned,
            SessionEndReason.NotAuthorized => ReasonCode.NotAuthorized,
            SessionEndReason.Draining or SessionEndReason.GatewayLost => ReasonCode.ServerShuttingDown,
            SessionEndReason.SlowConsumer => ReasonCode.QuotaExceeded,
            _ => ReasonCode.Success,
        };

        // Earlier versions know no goodbye from the server; and nobody is left to hear it after the client's own.
        if (IsVersion5 && code != ReasonCode.Success)
        {
            WriteLast(new RawPacket(DisconnectEncoder.Encode(code, code == ReasonCode.NotAuthorized ? _farewellText ?? AccountErrors.TokenExpired : null, _maxPacketSize)));
        }
    }

    private bool Send(OutboundMessage message, TaskCompletionSource<bool>? acknowledged)
    {
        var encoded = message.GetEncoded(IsVersion5 ? PushFormat.V5 : PushFormat.V3);
        if (encoded.Length == 0 || encoded.Length > _maxPacketSize)
        {
            Statistics.PushesDropped.Get(PushDrop.TooLarge).Add(1);
            return false;
        }

        var packetIdAt = PushFormat.GetPacketIdAt(encoded);
        if (packetIdAt == 0)
        {
            return TryPush(message, encoded);
        }

        var sent = Writer.TrySendNumbered(new Outgoing(encoded, packetIdAt, acknowledged));
        Count(sent);
        return sent;
    }

    private void Reply(MqttRequest request, in RequestOutcome outcome)
    {
        var packet = new ReplyPacket(request, outcome, IsVersion5);
        if (packet.FullLength <= _maxPacketSize)
        {
            Writer.Write(packet, packet.PacketIdAt);
            return;
        }

        var tooLarge = new RequestOutcome(ReplyTooLarge, default);
        var substitute = new ReplyPacket(request, tooLarge, IsVersion5);
        if (substitute.FullLength <= _maxPacketSize)
        {
            Writer.Write(substitute);
        }
    }
}
