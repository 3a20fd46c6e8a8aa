namespace Mqant.Bench.Servers;

/// <summary>What is seen of the servers from outside.</summary>
internal enum Observation
{
    /// <summary>As the programs do by themselves.</summary>
    Default,

    /// <summary>No traces, no metrics, no error reports.</summary>
    Nothing,

    /// <summary>Traces at the default rate, all metrics and error reports, sent to a receiver that throws them away.</summary>
    Everything,
}
