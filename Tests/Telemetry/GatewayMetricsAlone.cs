using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Mqant.Gateway.Telemetry;
using Mqant.Tests.Infrastructure;

namespace Mqant.Tests.Telemetry;

/// <summary>The instruments of a gateway, without the gateway.</summary>
internal sealed class GatewayMetricsAlone : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public GatewayMetricsAlone()
    {
        var meters = _services.GetRequiredService<IMeterFactory>();
        Instruments = new Instruments(meters);
        Metrics = new GatewayMetrics(meters, new MqantMetrics(meters, TimeProvider.System), TimeProvider.System);
    }

    public GatewayMetrics Metrics { get; }

    public Instruments Instruments { get; }

    public void Dispose()
    {
        Instruments.Dispose();
        _services.Dispose();
    }
}
