using MQTTnet.Formatter;
using MQTTnet.Packets;
using Mqant.Gateway.Sessions;
using Mqant.Gateway.Transport;

namespace Mqant.Gateway.Mqtt;

/// <content>CONNECT and CONNACK.</content>
internal sealed partial class MqttConnection
{
    private const double KeepAliveFactor = 1.5;

    // MQTT 5.0 section 3.1.2.11.8: the meaning of user properties is the application's.
    private const string DeviceProperty = "device";
    private const int MaxDeviceLength = 32;

    private ReadStep OnConnect(in FixedHeader header, byte[] body)
    {
        var error = ConnectDecoder.Decode(header.First, body, Services.TakesTokens, out _version, out _maxPacketSize, out var packet);
        if (error != ReasonCode.Success)
        {
            Refuse(error);
            return Reject(error);
        }

        // Nobody is let in whom it cannot be told (MQTT-3.1.2-24).
        Accept(packet!);
        return _introduction!.ConnAck.Length > _maxPacketSize ? Reject(ReasonCode.PacketTooLarge)
            : packet!.AuthenticationMethod is null ? ReadStep.Open
            : Begin(packet.AuthenticationData);
    }

    private void Accept(MqttConnectPacket packet)
    {
        var assigned = packet.ClientId.Length == 0 ? $"mqant-{Guid.NewGuid():N}" : null;
        _introduction = new Introduction(
            ConnAckEncoder.Accept(_version, Services.Options, assigned, packet.AuthenticationMethod is not null, endsSession: packet.SessionExpiryInterval > 0),
            packet.ReceiveMaximum == 0 ? ushort.MaxValue : packet.ReceiveMaximum);

        // Clients of 3.1 share ids, unless the operator wants otherwise.
        var isKnown = assigned is null && (_version != MqttProtocolVersion.V310 || Services.Options.ClientIdTakeover != ClientIdTakeover.Auto);
        IdleLimit = KeepAliveFactor * TimeSpan.FromSeconds(packet.KeepAlivePeriod);
        Opening = new SessionOpening
        {
            ClientId = assigned ?? packet.ClientId,
            TakesOver = isKnown,
            UserName = packet.Username,
            Password = packet.Password is { Length: > 0 } password ? new ReadOnlyMemory<byte>(password) : default(ReadOnlyMemory<byte>?),
            Token = _token,
            Settings = GetSettings(packet),
        };
        _token = null;
    }

    private IReadOnlyDictionary<string, string> GetSettings(MqttConnectPacket packet)
    {
        var device = packet.UserProperties?.Find(p => p.Name == DeviceProperty)?.ReadValueAsString();
        return device is { Length: > 0 and <= MaxDeviceLength }
            ? new Dictionary<string, string>(_settings, StringComparer.Ordinal) { [SessionSettings.Device] = device }
            : _settings;
    }

    /// <inheritdoc/>
    protected override void OnOpened()
    {
        var introduction = _introduction!;
        _introduction = null;
        WindowSize = Math.Min(introduction.ReceiveMaximum, Services.Options.MaxOutboundMessages);
        WriteAhead(new RawPacket(introduction.ConnAck));
    }

    /// <inheritdoc/>
    protected override void OnRefused(SessionRefusal refusal) => OnRefused(refusal, reason: null);

    /// <inheritdoc/>
    protected override void OnRefused(SessionRefusal refusal, string? reason)
    {
        var code = refusal switch
        {
            SessionRefusal.BadCredentials => ReasonCode.BadUserNameOrPassword,
            SessionRefusal.NotAuthorized => ReasonCode.NotAuthorized,
            SessionRefusal.Banned => ReasonCode.Banned,
            SessionRefusal.TooManyTries => ReasonCode.QuotaExceeded,
            _ => ReasonCode.ServerUnavailable,
        };
        Refuse(code, reason);
    }

    /// <inheritdoc/>
    protected override void OnFull() => Refuse(ReasonCode.QuotaExceeded);

    /// <inheritdoc/>
    protected override void OnTooFast() => Refuse(ReasonCode.ConnectionRateExceeded);

    private void Refuse(ReasonCode code, string? reason = null)
    {
        var answer = ConnAckEncoder.Refuse(_version, code, reason, _maxPacketSize);
        if (answer.Length <= _maxPacketSize)
        {
            WriteAhead(new RawPacket(answer));
        }
    }
}
