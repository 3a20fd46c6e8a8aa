namespace Mqant.Bench.Workloads;

/// <summary>How long and how often to measure.</summary>
internal sealed record PerfSettings(TimeSpan Duration, int Runs)
{
    /// <summary>Load before each measured window: connections find their rhythm.</summary>
    internal TimeSpan WarmUp { get; } = TimeSpan.FromSeconds(0.5);

    /// <summary>A round of load on servers that have not seen this kind of traffic yet.</summary>
    internal TimeSpan FirstWarmUp { get; } = TimeSpan.FromSeconds(2);

    /// <summary>Such rounds at most: they are repeated until the servers' code is compiled and optimised.</summary>
    internal int FirstWarmUps { get; } = 12;

    /// <summary>Methods that may still be compiled in the last of these rounds.</summary>
    internal long LateMethods { get; } = 30;
}
