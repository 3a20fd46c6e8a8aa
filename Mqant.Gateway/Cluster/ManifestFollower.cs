using Mqant.Gateway.Catalog;
using Mqant.Gateway.Identity;
using Mqant.Gateway.Sessions;
using Orleans.Metadata;
using Orleans.Runtime;

namespace Mqant.Gateway.Cluster;

/// <summary>Follows the cluster's manifest: what silos offer, and which of them are gone. Whatever fails, it goes on: a gateway that no longer followed would be as good as lost.</summary>
internal sealed partial class ManifestFollower(
    IClusterManifestProvider manifests,
    ModuleCatalog modules,
    HookCatalog hooks,
    SessionRegistry sessions,
    SessionUsers users,
    ClientIds clientIds,
    TimeProvider time,
    ILogger<ManifestFollower> logger) : BackgroundService
{
    private static readonly TimeSpan FollowAgainAfter = TimeSpan.FromSeconds(1);

    // Restoring is work for silos that have just taken over others' grains.
    private const int RestoredAtOnce = 32;

    private HashSet<SiloAddress> _silos = [];

    /// <summary>Tells grains again what they may have lost of a session with their silo.</summary>
    internal async Task RestoreAsync(ClientSession session)
    {
        if (session.Bound is var (userId, reference, login))
        {
            await users.TellAsync(new UserNews(userId, reference, login, []));
        }

        if (session.ClientId is { } clientId)
        {
            await clientIds.RestoreAsync(new ClientIdClaim(clientId, session.Snapshot.Ref));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                TryUpdate(manifests.Current, stoppingToken);
                await foreach (var manifest in manifests.Updates.WithCancellation(stoppingToken))
                {
                    TryUpdate(manifest, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                Log.NotFollowed(logger, exception);
            }

            await Task.Delay(FollowAgainAfter, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void TryUpdate(ClusterManifest manifest, CancellationToken stoppingToken)
    {
        try
        {
            if (Update(manifest))
            {
                _ = RestoreAsync(stoppingToken);
            }
        }
        catch (Exception exception)
        {
            Log.NotFollowed(logger, exception);
        }
    }

    // True when a silo is gone that hosted grains. Hooks first: no module is offered, and nobody let in, while the authenticators are not known.
    private bool Update(ClusterManifest manifest)
    {
        hooks.Update(manifest);
        modules.Update(manifest);
        var before = _silos;
        _silos = [.. manifest.Silos.Where(s => s.Value.Grains.Any(g => ModuleTraits.GetName(g.Value) is not null)).Select(s => s.Key)];
        return !before.IsSubsetOf(_silos);
    }

    private async Task RestoreAsync(CancellationToken stoppingToken)
    {
        Log.Restoring(logger, sessions.Count);
        try
        {
            await Parallel.ForEachAsync(
                sessions.All,
                new ParallelOptions { MaxDegreeOfParallelism = RestoredAtOnce, CancellationToken = stoppingToken },
                async (session, _) => await TryRestoreAsync(session));
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task TryRestoreAsync(ClientSession session)
    {
        try
        {
            await RestoreAsync(session);
        }
        catch (Exception exception)
        {
            Log.NotRestored(logger, session.Id, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2501, LogLevel.Information, "A silo is gone: telling the cluster again of {Count} sessions.")]
        public static partial void Restoring(ILogger logger, int count);

        [LoggerMessage(2503, LogLevel.Error, "What the cluster offers could not be taken over; what was known before stays.")]
        public static partial void NotFollowed(ILogger logger, Exception exception);

        [LoggerMessage(2504, LogLevel.Error, "The cluster could not be told again of session {Session}.")]
        public static partial void NotRestored(ILogger logger, string session, Exception exception);
    }
}
