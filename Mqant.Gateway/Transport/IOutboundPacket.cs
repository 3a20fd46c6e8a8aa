namespace Mqant.Gateway.Transport;

/// <summary>Something to send that knows its length before it is written, so that it can be written straight into the connection's buffer.</summary>
public interface IOutboundPacket
{
    /// <summary>Length in bytes.</summary>
    int Length { get; }

    /// <summary>Writes exactly <see cref="Length"/> bytes.</summary>
    void Write(Span<byte> destination);
}
