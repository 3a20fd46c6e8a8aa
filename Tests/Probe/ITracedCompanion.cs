namespace Mqant.Tests.Probe;

/// <summary>A grain that only grains call.</summary>
[Alias("mqant.probe.ITracedCompanion")]
public interface ITracedCompanion : IGrainWithIntegerKey
{
    /// <summary>The silo that it is on.</summary>
    [Alias("Where")]
    Task<string> WhereAsync();

    /// <summary>Stores something, and pushes <c>Traced/OnKept</c>.</summary>
    [Alias("Keep")]
    Task KeepAsync(SessionRef session);
}
