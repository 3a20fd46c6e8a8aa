namespace Mqant;

/// <summary>What a silo sends to a gateway in one acknowledged call.</summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking, Alias("mqant.LaneBatch")]
internal sealed class LaneBatch
{
    /// <summary>The lane: one for each pair of silo and gateway, new when either restarts.</summary>
    [Id(0)]
    public required Guid Lane { get; init; }

    /// <summary>
    /// Position of the last item in the lane, counted from 1. A batch without items says that there is nothing (more) up to here, or only asks whether the gateway lives.
    /// </summary>
    [Id(1)]
    public required long Last { get; init; }

    [Id(2)]
    public required LaneItem[] Items { get; init; }

    /// <summary>Which of them belong to traces that are recorded, by their positions; null when none does.</summary>
    [Id(3)]
    public LaneTrace[]? Traces { get; init; }

    /// <summary>The span that an item belongs to, as a W3C <c>traceparent</c>; null when its trace is not recorded.</summary>
    public string? GetTraceParent(long position)
    {
        // Asked for every item: without a closure.
        foreach (ref readonly var trace in Traces.AsSpan())
        {
            if (trace.Position == position)
            {
                return trace.Parent;
            }
        }

        return null;
    }

    /// <summary>The beginning of the batch.</summary>
    public LaneBatch First(int count) => count >= Items.Length
        ? this
        : new LaneBatch { Lane = Lane, Last = Last - Items.Length + count, Items = Items[..count], Traces = Traces };

    /// <summary>What is left of the batch once it was read up to a position.</summary>
    public LaneBatch After(long read)
    {
        var left = (int)Math.Clamp(Last - read, 0, Items.Length);
        return new LaneBatch { Lane = Lane, Last = Last, Items = Items[^left..], Traces = Traces };
    }
}

/// <summary>The span that sent an item.</summary>
/// <param name="Position">The item's position in the lane.</param>
/// <param name="Parent">The span, as a W3C <c>traceparent</c>.</param>
[GenerateSerializer, Immutable, Alias("mqant.LaneTrace")]
internal readonly record struct LaneTrace([property: Id(0)] long Position, [property: Id(1)] string? Parent);

/// <summary>A gateway's answer to a batch.</summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking, Alias("mqant.LaneAck")]
internal sealed class LaneAck
{
    /// <summary>Addresses (<see cref="SessionAddress"/>) of recipients that are gone.</summary>
    [Id(0)]
    public required WireBytes Gone { get; init; }

    /// <summary>How far the lane was read: a batch that takes long is read in parts, so that the gateway is not thought dead meanwhile.</summary>
    [Id(1)]
    public required long Read { get; init; }
}
