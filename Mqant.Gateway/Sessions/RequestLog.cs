using System.Text;

namespace Mqant.Gateway.Sessions;

/// <summary>
/// The last requests of a session, for operators. A session that nobody looks at has none until a request of it fails, and remembers those that fail: what
/// goes well costs it a look at the clock at most. Once somebody has looked it remembers all, for a while. Guarded by itself.
/// </summary>
internal sealed class RequestLog
{
    /// <summary>How many are remembered.</summary>
    public const int Size = 20;

    /// <summary>How long all are remembered after somebody has looked.</summary>
    public static readonly TimeSpan WatchFor = TimeSpan.FromMinutes(5);

    private const int MaxTopicLength = 128;

    private readonly Queue<RequestRecord> _records = new(4);
    private long _watchedUntil;

    /// <summary>Remembers a request where that is wanted.</summary>
    public void Add(ClientRequest request, in RequestOutcome outcome, TimeProvider time)
    {
        var now = time.GetUtcNow();
        if (outcome.Outcome == CallOutcome.Ok && now.UtcTicks >= Volatile.Read(ref _watchedUntil))
        {
            return;
        }

        lock (_records)
        {
            if (_records.Count == Size)
            {
                _records.Dequeue();
            }

            var duration = request.Arrived == 0 ? TimeSpan.Zero : time.GetElapsedTime(request.Arrived);
            _records.Enqueue(new RequestRecord(now, TopicOf(request), outcome.Outcome.ToAttribute(), duration, request.Trace));
        }
    }

    /// <summary>What is remembered, the newest first; from now on everything is, for a while.</summary>
    public RequestRecord[] Watch(DateTimeOffset now)
    {
        lock (_records)
        {
            Volatile.Write(ref _watchedUntil, (now + WatchFor).UtcTicks);
            return [.. _records.Reverse()];
        }
    }

    private static string TopicOf(ClientRequest request)
    {
        // A character has four bytes at most; one that is cut in two is replaced.
        var topic = request.Topic.Span;
        var text = Encoding.UTF8.GetString(topic.Length <= MaxTopicLength * 4 ? topic : topic[..(MaxTopicLength * 4)]);
        return text.Length <= MaxTopicLength ? text : text[..MaxTopicLength];
    }
}
