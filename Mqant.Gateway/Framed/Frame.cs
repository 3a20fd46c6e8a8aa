using System.Buffers.Binary;
using Mqant.Gateway.Transport;

namespace Mqant.Gateway.Framed;

/// <summary>A frame with a short body that is known already.</summary>
internal readonly ref struct Frame(FrameType type, ReadOnlySpan<byte> body) : IOutboundPacket
{
    /// <summary>Length and type.</summary>
    public const int HeaderLength = sizeof(uint) + 1;

    private readonly ReadOnlySpan<byte> _body = body;

    public int Length => HeaderLength + _body.Length;

    public static void WriteHeader(Span<byte> destination, FrameType type, int bodyLength)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)bodyLength + 1);
        destination[sizeof(uint)] = (byte)type;
    }

    /// <summary>Writes the header of a message up to its topic, and returns its length.</summary>
    public static int WriteMessageHeader(Span<byte> destination, ReadOnlySpan<byte> topic, int payloadLength)
    {
        WriteHeader(destination, FrameType.Message, sizeof(ushort) + topic.Length + payloadLength);
        BinaryPrimitives.WriteUInt16BigEndian(destination[HeaderLength..], (ushort)topic.Length);
        topic.CopyTo(destination[(HeaderLength + sizeof(ushort))..]);
        return GetMessageHeaderLength(topic);
    }

    public static int GetMessageHeaderLength(ReadOnlySpan<byte> topic) => HeaderLength + sizeof(ushort) + topic.Length;

    public void Write(Span<byte> destination)
    {
        WriteHeader(destination, type, _body.Length);
        _body.CopyTo(destination[HeaderLength..]);
    }
}
