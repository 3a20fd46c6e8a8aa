using Orleans.Metadata;
using Orleans.Runtime;

namespace Mqant.Gateway.Catalog;

/// <summary>Says once of each module and hook that this gateway does not understand which silo offers it.</summary>
internal sealed partial class UnreadableOffers(ILogger<UnreadableOffers> logger)
{
    private readonly Lock _gate = new();
    private readonly HashSet<(SiloAddress Silo, GrainType GrainType, string Subject)> _reported = [];

    /// <summary>Reports what a silo of a manifest offers.</summary>
    public void Report(ClusterManifest manifest, SiloAddress silo, GrainType grainType, string subject)
    {
        lock (_gate)
        {
            _reported.RemoveWhere(r => !manifest.Silos.ContainsKey(r.Silo));
            if (!_reported.Add((silo, grainType, subject)))
            {
                return;
            }
        }

        Log.NotUnderstood(logger, silo, subject, grainType);
    }

    private static partial class Log
    {
        [LoggerMessage(2502, LogLevel.Error, "Silo {Silo} offers {Subject} ({GrainType}) as this gateway does not understand it: it is not offered to clients. Is the gateway older than the silo?")]
        public static partial void NotUnderstood(ILogger logger, SiloAddress silo, string subject, GrainType grainType);
    }
}
