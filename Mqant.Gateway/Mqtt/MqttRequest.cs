using Mqant.Gateway.Sessions;

namespace Mqant.Gateway.Mqtt;

/// <summary>A PUBLISH from a client.</summary>
internal sealed class MqttRequest : ClientRequest
{
    public required byte QualityOfService { get; init; }

    /// <summary>0 with quality of service 0.</summary>
    public required ushort PacketId { get; init; }

    /// <summary>Its place in <see cref="AckQueue"/>; has no meaning with quality of service 0.</summary>
    public int Turn { get; set; }

    /// <summary>Null where the reply goes to the request's own topic, without correlation data.</summary>
    public ReplyAddress? ReplyTo { get; init; }
}
