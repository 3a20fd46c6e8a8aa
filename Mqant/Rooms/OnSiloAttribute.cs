using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace Mqant;

/// <summary>Places a grain on the silo whose address its key is.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class OnSiloAttribute() : PlacementAttribute(new OnSiloPlacement());

/// <inheritdoc cref="OnSiloAttribute"/>
internal sealed class OnSiloPlacement : PlacementStrategy;

/// <inheritdoc cref="OnSiloAttribute"/>
internal sealed class OnSiloDirector : IPlacementDirector
{
    /// <exception cref="OrleansException">The silo is gone.</exception>
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var silo = SiloAddress.FromParsableString(target.GrainIdentity.Key.ToString()!);
        return context.GetCompatibleSilos(target).Contains(silo) ? Task.FromResult(silo) : throw new OrleansException($"Silo {silo} is gone.");
    }
}
