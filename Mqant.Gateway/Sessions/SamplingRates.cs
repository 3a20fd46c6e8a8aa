using System.Collections.Concurrent;
using Mqant.Gateway.Catalog;

namespace Mqant.Gateway.Sessions;

/// <summary>Which share of the requests for each handler is recorded, as the settings say.</summary>
internal sealed class SamplingRates(TelemetryOptions options)
{
    private readonly ConcurrentDictionary<HandlerRoute, double> _ofHandlers = new(ReferenceEqualityComparer.Instance);

    /// <summary>The settings that it is made of.</summary>
    public TelemetryOptions Options { get; } = options;

    /// <summary>Of a handler; of requests that name none when it is null.</summary>
    public double Get(HandlerRoute? handler) =>
        Options.Sampling.Count == 0 || handler is null ? Options.SampleRatio : _ofHandlers.GetOrAdd(handler, static (handler, options) => Find(handler, options), Options);

    private static double Find(HandlerRoute handler, TelemetryOptions options)
    {
        var module = handler.Module.Traits.Name;
        return options.Sampling.TryGetValue($"{module}/{handler.Name}", out var ratio) || options.Sampling.TryGetValue(module, out ratio) ? ratio : options.SampleRatio;
    }
}
