namespace Mqant.Gateway.Sessions;

/// <summary>How a push looks on the wire of one protocol version. One shared instance for each.</summary>
public abstract class WireFormat
{
    /// <summary>All bytes that a recipient gets for this message; none where the protocol cannot express it: then no recipient gets it. An exception means the same, and is logged.</summary>
    public abstract byte[] Encode(OutboundMessage message);
}
