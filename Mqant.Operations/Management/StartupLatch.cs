using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Mqant.Operations.Management;

/// <summary>Whether the process has ever been ready: from then on a health check that fails means trouble, not that it takes its time to start.</summary>
internal sealed class StartupLatch(HealthCheckService health)
{
    private volatile bool _wasReady;

    public async Task<HealthReport> CheckAsync(CancellationToken cancellationToken)
    {
        if (_wasReady)
        {
            return new HealthReport(new Dictionary<string, HealthReportEntry>(), TimeSpan.Zero);
        }

        var report = await health.CheckHealthAsync(static check => check.Tags.Contains(HealthTags.Ready), cancellationToken);
        _wasReady = report.Status != HealthStatus.Unhealthy;
        return report;
    }
}
