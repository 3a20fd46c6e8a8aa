using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Mqant;

/// <summary>Traces that go on in the grains that handlers call.</summary>
public static class MqantTracingExtensions
{
    /// <summary>
    /// Makes the grains that a recorded handler calls, and those that they call, on whatever silo, spans of its trace. Every grain call of this process gets slower by a few hundred
    /// nanoseconds, recorded or not: call it where spans are exported. May be called more than once.
    /// </summary>
    public static IServiceCollection AddMqantGrainTracing(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IIncomingGrainCallFilter, TracedGrainCalls>());
        return services;
    }
}
