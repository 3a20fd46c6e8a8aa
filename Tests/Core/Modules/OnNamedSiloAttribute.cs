using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace Mqant.Tests.Core.Modules;

/// <summary>Places a grain on the silo whose address its key is, whatever has become of that silo; on any silo when the key is something else.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class OnNamedSiloAttribute() : PlacementAttribute(new Strategy())
{
    /// <summary>Key of a grain for which no silo is ever found.</summary>
    public const string Nowhere = "nowhere";

    public sealed class Strategy : PlacementStrategy;

    public sealed class Director : IPlacementDirector
    {
        public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
        {
            var key = target.GrainIdentity.Key.ToString()!;
            return key == Nowhere ? new TaskCompletionSource<SiloAddress>().Task
                : Task.FromResult(key.Contains('@', StringComparison.Ordinal) ? SiloAddress.FromParsableString(key) : context.GetCompatibleSilos(target)[0]);
        }
    }
}
