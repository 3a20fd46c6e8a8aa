using System.Diagnostics;

namespace Mqant.Gateway.Hosting;

/// <summary>What a client of HTTP says of its trace: the ids are taken, but whether it is recorded is not the client's to say, unless <see cref="TelemetryOptions.ClientSampling"/> lets it.</summary>
internal sealed class ClientTraces(LiveOptions<TelemetryOptions> options) : DistributedContextPropagator
{
    private const int LengthOfParent = 55;

    private readonly DistributedContextPropagator _inner = CreateDefaultPropagator();

    public override IReadOnlyCollection<string> Fields => _inner.Fields;

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter) => _inner.Inject(activity, carrier, setter);

    public override void ExtractTraceIdAndState(object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState)
    {
        _inner.ExtractTraceIdAndState(carrier, getter, out traceId, out traceState);
        if (!options.Value.ClientSampling && traceId is { Length: >= LengthOfParent })
        {
            // Ends in the flags, of which the first says that it is recorded.
            traceId = string.Concat(traceId.AsSpan(0, LengthOfParent - 2), "00");
        }
    }

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => _inner.ExtractBaggage(carrier, getter);
}
