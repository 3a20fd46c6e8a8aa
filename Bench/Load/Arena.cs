namespace Mqant.Bench.Load;

/// <summary>What is known of one room that ticks: when its ticks are due, as the earliest delivery so far says.</summary>
internal sealed class Arena(string name, LoadStatistics statistics)
{
    /// <summary>Time between two ticks of the module's rooms.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private static readonly long Every = EventLoop.ToTimestamp(Interval);
    private long _start = long.MaxValue;

    internal string Name { get; } = name;

    /// <summary>A tick came to a member.</summary>
    internal void OnTick(long number, long now)
    {
        long start = now - (number * Every);
        _start = Math.Min(_start, start);
        statistics.Complete(start - _start);
    }
}
