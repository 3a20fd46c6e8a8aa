using Mqant.Gateway.Dispatch;
using Mqant.Gateway.Sessions;
using Orleans.Metadata;
using Orleans.Runtime;

namespace Mqant.Gateway.Cluster;

/// <summary>Follows the cluster's manifest: what silos offer, and which of them are gone.</summary>
internal sealed partial class ManifestFollower(
    IClusterManifestProvider manifests,
    ModuleCatalog modules,
    HookCatalog hooks,
    SessionHub sessions,
    ILogger<ManifestFollower> logger) : BackgroundService
{
    // Restoring is work for silos that have just taken over others' grains.
    private const int RestoredAtOnce = 32;

    private HashSet<SiloAddress> _silos = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Update(manifests.Current);
        try
        {
            await foreach (var manifest in manifests.Updates.WithCancellation(stoppingToken))
            {
                if (Update(manifest))
                {
                    _ = RestoreAsync(stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    // True when a silo is gone that hosted grains.
    private bool Update(ClusterManifest manifest)
    {
        hooks.Update(manifest);
        modules.Update(manifest);
        var before = _silos;
        _silos = [.. manifest.Silos.Where(s => s.Value.Grains.Any(g => ModuleTraits.Read(g.Value) is not null)).Select(s => s.Key)];
        return !before.IsSubsetOf(_silos);
    }

    private async Task RestoreAsync(CancellationToken stoppingToken)
    {
        Log.Restoring(logger, sessions.Count);
        try
        {
            await Parallel.ForEachAsync(
                sessions.Sessions,
                new ParallelOptions { MaxDegreeOfParallelism = RestoredAtOnce, CancellationToken = stoppingToken },
                async (session, _) => await sessions.RestoreAsync(session));
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2501, LogLevel.Information, "A silo is gone: telling the cluster again of {Count} sessions.")]
        public static partial void Restoring(ILogger logger, int count);
    }
}
