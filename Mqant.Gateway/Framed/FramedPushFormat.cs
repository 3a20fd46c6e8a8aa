using System.Text;
using Mqant.Gateway.Sessions;

namespace Mqant.Gateway.Framed;

/// <summary>A push as a frame. The protocol runs over TCP and has no acknowledgements: quality of service makes no difference.</summary>
internal sealed class FramedPushFormat : WireFormat
{
    public static readonly FramedPushFormat Instance = new();

    private FramedPushFormat()
    {
    }

    /// <summary>Encodes a push; nothing at all where its topic is too long for a frame.</summary>
    public override byte[] Encode(OutboundMessage message)
    {
        var topic = Encoding.UTF8.GetBytes(message.Topic);
        if (topic.Length > ushort.MaxValue)
        {
            return [];
        }

        var bytes = new byte[Frame.GetMessageHeaderLength(topic) + message.Payload.Length];
        var at = Frame.WriteMessageHeader(bytes, topic, message.Payload.Length);
        message.Payload.Span.CopyTo(bytes.AsSpan(at));
        return bytes;
    }
}
