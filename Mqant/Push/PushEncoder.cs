using System.Text;
using Microsoft.Extensions.Options;

namespace Mqant;

/// <summary>Makes the bytes of what is sent to clients, and refuses there and then what no client could be sent.</summary>
internal sealed class PushEncoder(IOptions<PushOptions> options)
{
    // MQTT 3.1.1 section 1.5.3.
    private const int MaxTopicLength = ushort.MaxValue;

    // UTF-8 takes three bytes at most for each of .NET's characters.
    private const int MaxBytesPerChar = 3;

    private readonly int _maxMessageSize = options.Value.MaxMessageSize;

    /// <summary>JSON of a payload, or its bytes when it is a <see cref="RawPayload"/>.</summary>
    /// <exception cref="ArgumentException">The topic is empty or too long.</exception>
    /// <exception cref="MessageTooLargeException">Topic and payload are larger than allowed.</exception>
    public ReadOnlyMemory<byte> Encode<T>(string topic, T payload)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        var bytes = ModuleJson.Encode(payload);
        if (topic.Length > MaxTopicLength / MaxBytesPerChar || (long)bytes.Length + (topic.Length * MaxBytesPerChar) > _maxMessageSize)
        {
            Check(topic, bytes.Length);
        }

        return bytes;
    }

    private void Check(string topic, int payload)
    {
        var length = Encoding.UTF8.GetByteCount(topic);
        if (length > MaxTopicLength)
        {
            throw new ArgumentException($"The topic '{topic[..64]}…' has {length} bytes. At most {MaxTopicLength} are allowed.", nameof(topic));
        }

        if ((long)length + payload > _maxMessageSize)
        {
            throw new MessageTooLargeException(
                $"The message on topic '{topic}' has {(long)length + payload} bytes with its topic. At most {_maxMessageSize} are allowed ({PushOptions.SectionName}:{nameof(PushOptions.MaxMessageSize)}).");
        }
    }
}
