namespace Mqant;

/// <summary>The gateway that runs in the same process as the silo: what goes to it needs no messages.</summary>
internal interface ILocalGateway
{
    /// <summary>Its address, or null before it started.</summary>
    GatewayAddress? Address { get; }

    /// <summary>Sessions that are there, those that are being opened included.</summary>
    int SessionCount { get; }

    /// <summary>The gateway itself.</summary>
    IGatewayObserver Observer { get; }

    LaneAck Deliver(LaneBatch batch);
}
