namespace Mqant;

/// <summary>The gateway that runs in the same process as the silo: lanes to it need no messages.</summary>
internal interface ILocalGateway
{
    /// <summary>Its address, or null before it started.</summary>
    GatewayAddress? Address { get; }

    LaneAck Deliver(LaneBatch batch);
}
