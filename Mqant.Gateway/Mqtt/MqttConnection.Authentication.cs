using System.Text;
using Mqant.Gateway.Sessions;
using Mqant.Gateway.Transport;

namespace Mqant.Gateway.Mqtt;

/// <content>Enhanced authentication of 5.0: AUTH before CONNACK, and again at any time.</content>
internal sealed partial class MqttConnection
{
    // The client named the method in CONNECT.
    private ReadStep Begin(byte[]? data)
    {
        if (data is { Length: > 0 })
        {
            return Introduce(Encoding.UTF8.GetString(data));
        }

        _authentication = Authentication.AwaitsData;
        return Say(ReasonCode.ContinueAuthentication) ? ReadStep.ReadMore : Reject(ReasonCode.PacketTooLarge);
    }

    private ReadStep OnFirstAuth(byte[] body)
    {
        var error = AuthPacket.Decode(body, out var reason, out var isKnown, out var token);
        if (error == ReasonCode.Success && (reason != ReasonCode.ContinueAuthentication || !isKnown))
        {
            error = ReasonCode.ProtocolError;
        }

        if (error != ReasonCode.Success)
        {
            Refuse(error);
            return Reject(error);
        }

        return Introduce(token ?? "");
    }

    private ReadStep Introduce(string token)
    {
        _authentication = Authentication.Done;
        Opening = Opening!.With(token);
        return ReadStep.Open;
    }

    private ReadStep OnAuth(byte[] body)
    {
        var error = AuthPacket.Decode(body, out var reason, out var isKnown, out var token);
        if (error != ReasonCode.Success)
        {
            return Reject(error);
        }

        // Not without the method of CONNECT (MQTT-4.12.0-6, MQTT-4.12.1-1), nor twice at once.
        var isExpected = reason == (_authentication == Authentication.AwaitsData ? ReasonCode.ContinueAuthentication : ReasonCode.ReAuthenticate)
            && _authentication is Authentication.Done or Authentication.AwaitsData;
        if (!isExpected || !isKnown)
        {
            return Reject(ReasonCode.ProtocolError);
        }

        if (token is null && reason == ReasonCode.ReAuthenticate)
        {
            _authentication = Authentication.AwaitsData;
            return Say(ReasonCode.ContinueAuthentication) ? ReadStep.ReadMore : Reject(ReasonCode.PacketTooLarge);
        }

        _authentication = Authentication.Checks;
        _ = RenewAsync(token ?? "");
        return ReadStep.ReadMore;
    }

    private async Task RenewAsync(string token)
    {
        try
        {
            if (await Session!.RenewAsync(token) is { } refusal)
            {
                // MQTT-4.12.1-2.
                _farewellText = refusal;
                Close(SessionEndReason.NotAuthorized);
                return;
            }

            _authentication = Authentication.Done;
            if (!Say(ReasonCode.Success))
            {
                Close(SessionEndReason.PacketTooLarge);
            }
        }
        catch (Exception exception)
        {
            Log.NotRenewed(Services.Log, exception);
            Close(SessionEndReason.NotAuthorized);
        }
    }

    // False where the client takes no packet as large as that.
    private bool Say(ReasonCode reason)
    {
        var packet = AuthPacket.Encode(reason);
        if (packet.Length > _maxPacketSize)
        {
            return false;
        }

        WriteAhead(new RawPacket(packet));
        return true;
    }
}
