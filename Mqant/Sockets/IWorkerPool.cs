namespace Mqant;

/// <summary>What a loop's worker asks of the thread pool.</summary>
internal interface IWorkerPool
{
    /// <summary>How many workers it has at least before it thinks about more, and at most.</summary>
    WorkerLimits Limits { get; }

    /// <summary>How many are at work now.</summary>
    int AtWork { get; }

    /// <summary>How many items wait for a worker.</summary>
    long Queued { get; }

    /// <summary>Has so many at least, and aims at that many when it aims at fewer.</summary>
    /// <returns>Whether it does: it does not when that is more than it may have, or fixed by the runtime's configuration.</returns>
    bool TrySetFewest(int workers);

    /// <summary>Has so many at most, and aims at that many when it aims at more.</summary>
    /// <returns>Whether it does: it does not when that is fewer than it has at least, or fixed by the runtime's configuration.</returns>
    bool TrySetMost(int workers);
}
