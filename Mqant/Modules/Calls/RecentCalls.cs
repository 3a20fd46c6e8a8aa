namespace Mqant;

/// <summary>
/// What an activation that is new was asked, and what it answered. When a silo stops, Orleans may bring the same call to the grain's next activation twice: forwarded by the
/// silo that stops, and sent again by the caller. The second gets the first one's answer, so that a handler runs at most once. Only the activation's own turns
/// use it.
/// </summary>
internal sealed class RecentCalls(TimeProvider time)
{
    /// <summary>How long after its activation a grain remembers: calls on their way to its predecessor have arrived by then.</summary>
    private static readonly TimeSpan Remember = TimeSpan.FromSeconds(20);

    // The two arrive within moments: the latest calls are enough.
    private const int MaxRemembered = 1_024;

    private readonly long _activated = time.GetTimestamp();
    private readonly Dictionary<Key, Task<ReplyBatch>> _answers = [];
    private readonly Queue<Key> _order = new();

    public bool IsOver => time.GetElapsedTime(_activated) > Remember;

    public Task<ReplyBatch> RunOnce(CallBatch batch, Func<CallBatch, CancellationToken, ValueTask<ReplyBatch>> run, CancellationToken cancellationToken)
    {
        var key = new Key(batch.Session.Gateway, batch.Session.SessionId, batch.Calls[0].Number);
        if (_answers.TryGetValue(key, out var known))
        {
            return known;
        }

        if (_order.Count == MaxRemembered)
        {
            _answers.Remove(_order.Dequeue());
        }

        var answer = run(batch, cancellationToken).AsTask();
        _answers.Add(key, answer);
        _order.Enqueue(key);
        return answer;
    }

    private readonly record struct Key(GatewayAddress Gateway, long SessionId, uint Number);
}
