using HdrHistogram;
using Mqant.Bench.Load;

namespace Mqant.Bench.Robots;

/// <summary>What all robots of a run have done and seen: in all, and since the last line of progress.</summary>
internal sealed class RobotStatistics
{
    private long _requests;
    private long _pushes;

    internal RobotStatistics() => Load.Recording = true;

    /// <summary>Counts answers and their latencies, and what went wrong.</summary>
    internal LoadStatistics Load { get; } = new();

    /// <summary>Latencies since the last line of progress, in units of 100 ns.</summary>
    internal LongHistogram Recent { get; } = LoadStatistics.NewHistogram(2);

    /// <summary>Pushes that arrived.</summary>
    internal long Pushes { get; private set; }

    /// <summary>Games that ended for a player, who then looked for another.</summary>
    internal long GamesEnded { get; set; }

    internal void Answered(long elapsed) => Load.Complete(elapsed, Recent);

    internal void Pushed() => Pushes++;

    /// <summary>Answers and pushes since this was asked last; <see cref="Recent"/> begins anew.</summary>
    internal (long Requests, long Pushes) TakeRecent()
    {
        var recent = (Load.Completed - _requests, Pushes - _pushes);
        (_requests, _pushes) = (Load.Completed, Pushes);
        Recent.Reset();
        return recent;
    }
}
