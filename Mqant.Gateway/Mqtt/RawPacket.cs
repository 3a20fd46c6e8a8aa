using Mqant.Gateway.Transport;

namespace Mqant.Gateway.Mqtt;

/// <summary>A packet that is encoded already: rare ones, and those that never change.</summary>
internal readonly ref struct RawPacket(ReadOnlySpan<byte> bytes) : IOutboundPacket
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public static RawPacket PingResp => new([(byte)PacketType.PingResp << 4, 0]);

    public int Length => _bytes.Length;

    public void Write(Span<byte> destination) => _bytes.CopyTo(destination);
}
