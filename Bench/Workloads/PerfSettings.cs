namespace Mqant.Bench.Workloads;

/// <summary>How long and how often to measure.</summary>
internal sealed record PerfSettings(TimeSpan Duration, int Runs)
{
    /// <summary>Load before each measured window: connections find their rhythm.</summary>
    internal TimeSpan WarmUp { get; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Load on servers that have not seen this kind of traffic: their code is compiled and optimised.</summary>
    internal TimeSpan FirstWarmUp { get; } = TimeSpan.FromSeconds(4);
}
