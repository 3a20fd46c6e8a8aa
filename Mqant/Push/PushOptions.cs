using System.ComponentModel.DataAnnotations;

namespace Mqant;

/// <summary>What silos send to clients: section <c>Mqant:Push</c>.</summary>
public sealed class PushOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mqant:Push";

    /// <summary>
    /// Largest message that may be sent to clients, in bytes of topic and payload. A larger one is refused where it is sent (<see cref="MessageTooLargeException"/>). The most that can be
    /// set is far below what MQTT (268,435,455 bytes) and a message of Orleans (100 MB) can carry.
    /// </summary>
    [Range(1 << 10, 64 << 20)]
    public int MaxMessageSize { get; set; } = 1 << 20;
}
