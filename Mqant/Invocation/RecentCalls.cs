namespace Mqant;

/// <summary>
/// What an activation that is new was asked, and what it answered. When a silo stops, Orleans may bring the same call to the grain's next activation twice: forwarded by the
/// silo that stops, and sent again by the caller. The second gets the first one's answer, so that a handler runs at most once. The activation's own turns
/// use it; <see cref="RecentCallsExpiry"/> ends it.
/// </summary>
internal sealed class RecentCalls
{
    // The two arrive within moments: the latest calls are enough.
    private const int MaxRemembered = 1_024;

    private volatile Answers? _answers = new();

    /// <summary>Whether nothing is remembered any more.</summary>
    public bool IsOver => _answers is null;

    /// <summary>Runs the calls, or answers as before when they were run.</summary>
    public Task<ReplyBatch> RunOnce(CallBatch batch, Func<CallBatch, CancellationToken, ValueTask<ReplyBatch>> run, CancellationToken cancellationToken)
    {
        if (_answers is not { } answers)
        {
            return run(batch, cancellationToken).AsTask();
        }

        var key = new Key(batch.Session.Gateway, batch.Session.SessionId, batch.Calls[0].Number);
        if (answers.ByCall.TryGetValue(key, out var known))
        {
            return known;
        }

        if (answers.Order.Count == MaxRemembered)
        {
            answers.ByCall.Remove(answers.Order.Dequeue());
        }

        var answer = run(batch, cancellationToken).AsTask();
        answers.ByCall.Add(key, answer);
        answers.Order.Enqueue(key);
        return answer;
    }

    /// <summary>Lets go of all answers, from any thread.</summary>
    public void Forget() => _answers = null;

    private readonly record struct Key(GatewayAddress Gateway, long SessionId, uint Number);

    private sealed class Answers
    {
        public Dictionary<Key, Task<ReplyBatch>> ByCall { get; } = [];

        public Queue<Key> Order { get; } = new();
    }
}
