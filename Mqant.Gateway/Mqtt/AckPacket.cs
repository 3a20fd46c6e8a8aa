using Mqant.Gateway.Transport;

namespace Mqant.Gateway.Mqtt;

/// <summary>PUBACK, PUBREC, PUBREL or PUBCOMP.</summary>
/// <param name="Type">Which of them.</param>
/// <param name="PacketId">The packet that it is about.</param>
/// <param name="Reason">Only 5.0 has words for anything but success: with other versions it must be success.</param>
internal readonly record struct AckPacket(PacketType Type, ushort PacketId, ReasonCode Reason = ReasonCode.Success) : IOutboundPacket
{
    public const int MaxLength = 6;

    // With a reason the empty properties are spelled out: legal to leave out, but not every client knows that.
    public int Length => Reason == ReasonCode.Success ? 4 : MaxLength;

    public void Write(Span<byte> destination)
    {
        var writer = new SpanWriter(destination);
        writer.WriteByte((byte)(((int)Type << 4) | (Type == PacketType.PubRel ? 0x02 : 0)));
        writer.WriteVariable(Length - 2);
        writer.WriteUInt16(PacketId);
        if (Reason != ReasonCode.Success)
        {
            writer.WriteByte((byte)Reason);
            writer.WriteVariable(0);
        }
    }
}
