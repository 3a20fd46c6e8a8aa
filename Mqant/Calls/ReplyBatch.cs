namespace Mqant;

/// <summary>What became of a <see cref="CallBatch"/>.</summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking, Alias("mqant.ReplyBatch")]
internal sealed class ReplyBatch
{
    /// <summary>Of a batch that the grain did not get to.</summary>
    public static readonly ReplyBatch NotStarted = new() { Replies = [] };

    /// <summary>
    /// One reply for each call that was made, in order, after those already sent as <see cref="EarlyRepliesItem"/>. Calls at the end without a
    /// reply were not started: the gateway sends them again.
    /// </summary>
    [Id(0)]
    public required HandlerReply[] Replies { get; init; }

    /// <summary>How many replies went ahead through the lane.</summary>
    [Id(1)]
    public int Early { get; init; }

    /// <summary>The lane through which these handlers sent messages to this gateway.</summary>
    [Id(2)]
    public Guid Lane { get; init; }

    /// <summary>How far the gateway must have read that lane before the replies go out; 0 when the handlers sent nothing.</summary>
    [Id(3)]
    public long LanePosition { get; init; }

    /// <summary>Bytes of the results.</summary>
    public int Size
    {
        get
        {
            var size = 0;
            foreach (ref readonly var reply in Replies.AsSpan())
            {
                size += reply.Result.Length;
            }

            return size;
        }
    }
}

/// <summary>What became of one call.</summary>
[GenerateSerializer, Immutable, Alias("mqant.HandlerReply")]
internal readonly struct HandlerReply
{
    /// <summary>The error text as a JSON string in UTF-8, empty on success.</summary>
    [Id(0)]
    public WireBytes Error { get; init; }

    [Id(1)]
    public WireBytes Result { get; init; }

    [Id(2)]
    public bool IsRaw { get; init; }

    [Id(3)]
    public byte QualityOfService { get; init; }

    [Id(4)]
    public SessionChanges? Changes { get; init; }

    /// <summary>How it ended; a silo that does not say it yet says <see cref="CallOutcome.Ok"/> with an error, which counts as <see cref="CallOutcome.Refused"/>.</summary>
    [Id(5)]
    public CallOutcome Outcome { get; init; }
}
