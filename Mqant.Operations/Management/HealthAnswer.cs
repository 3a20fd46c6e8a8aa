using Microsoft.Extensions.Diagnostics.HealthChecks;
using System.Text.Json.Serialization;

namespace Mqant.Operations.Management;

/// <summary>What a health check answers.</summary>
/// <param name="Status"><c>Healthy</c>, <c>Degraded</c> or <c>Unhealthy</c>.</param>
/// <param name="Checks">The checks; left out for those who may not see them.</param>
internal sealed record HealthAnswer(string Status, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<HealthAnswer.Check>? Checks)
{
    public static HealthAnswer Of(HealthReport report) => new(
        report.Status.ToString(),
        [.. report.Entries.Select(static entry => new Check(
            entry.Key, entry.Value.Status.ToString(), entry.Value.Description ?? entry.Value.Exception?.Message, Math.Round(entry.Value.Duration.TotalMilliseconds, 1)))]);

    /// <summary>One check.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Status">As of the whole.</param>
    /// <param name="Reason">Why it is not healthy.</param>
    /// <param name="Milliseconds">How long it took.</param>
    internal sealed record Check(
        string Name, string Status, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason, double Milliseconds);
}
