using System.Collections.Concurrent;
using Mqant.Gateway.Catalog;

namespace Mqant.Gateway.Sessions;

/// <summary>Which share of the requests for each handler is recorded, as the settings say.</summary>
internal sealed class SamplingRates(TelemetryOptions options)
{
    // By what stays the same of a handler when the routes are made anew.
    private readonly ConcurrentDictionary<HandlerStatistics, double> _ofHandlers = new();

    /// <summary>The settings that it is made of.</summary>
    public TelemetryOptions Options { get; } = options;

    /// <summary>Of a handler; of requests that name none when it is null.</summary>
    public double Get(HandlerRoute? handler) =>
        Options.Sampling.Count == 0 || handler is null ? Options.SampleRatio : _ofHandlers.GetOrAdd(handler.Statistics, static (handler, options) => Find(handler, options), Options);

    private static double Find(HandlerStatistics handler, TelemetryOptions options) =>
        options.Sampling.TryGetValue($"{handler.Module}/{handler.HandlerName}", out var ratio) || options.Sampling.TryGetValue(handler.Module, out ratio) ? ratio : options.SampleRatio;
}
