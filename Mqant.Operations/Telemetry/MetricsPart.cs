using Mqant.Operations.Management;
using OpenTelemetry.Metrics;

namespace Mqant.Operations.Telemetry;

/// <summary>The metrics as text, at <c>/metrics</c>, for Prometheus.</summary>
internal sealed class MetricsPart(MeterProvider meters) : IManagementPart
{
    public void Map(WebApplication app) => app.MapPrometheusScrapingEndpoint("/metrics", meters, configureBranchedPipeline: null, optionsName: null);
}
