using System.Globalization;

namespace Mqant.Bench.Workloads;

/// <summary>One row of the table: what is measured, what it is compared with, and how much it may cost.</summary>
internal sealed record Workload(string Name, string About, Contender Subject, Metric Metric)
{
    /// <summary>Runs alternately with the subject; null when the figure stands for itself.</summary>
    internal Contender? Reference { get; init; }

    /// <summary>Runs in turns with them too, and is shown beside: what nobody goes below.</summary>
    internal Contender? Floor { get; init; }

    /// <summary>Largest ratio of the subject's figure to the reference's; null when <see cref="Limit"/> counts.</summary>
    internal double? RatioBudget { get; init; }

    /// <summary>Largest figure in the metric's unit.</summary>
    internal double? Limit { get; init; }

    /// <summary>Largest ratio of the worst latency of the worst-served connection to the median; null when not asked for.</summary>
    internal double? SlowestBudget { get; init; }

    /// <summary>The budget in words.</summary>
    internal string Budget => Limit is { } limit
        ? string.Create(CultureInfo.InvariantCulture, $"≤ {limit} {Metric.Unit}")
        : string.Create(CultureInfo.InvariantCulture, $"≤ {RatioBudget} ×");
}
