using Microsoft.Extensions.Logging;

namespace Mqant;

/// <summary>What every activation's extension shares.</summary>
internal sealed class ModuleExtensionServices(
    SessionServices sessions,
    PushLanes lanes,
    IEnumerable<IHandlerFilter> filters,
    MqantMetrics metrics,
    TimeProvider time,
    ILogger<ModuleExtension> logger)
{
    public SessionServices Sessions { get; } = sessions;

    public PushLanes Lanes { get; } = lanes;

    public IHandlerFilter[] Filters { get; } = [.. filters];

    public MqantMetrics Metrics { get; } = metrics;

    public TimeProvider Time { get; } = time;

    public ILogger Logger { get; } = logger;
}
