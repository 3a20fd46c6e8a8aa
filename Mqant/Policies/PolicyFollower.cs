using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mqant;

/// <summary>
/// Follows the cluster's policy: asks once a second whether it has changed. While nobody answers, what was known last stays: no process pays for what happens to the grain that
/// keeps it.
/// </summary>
internal sealed partial class PolicyFollower(IGrainFactory grains, IEnumerable<IPolicyListener> listeners, TimeProvider time, ILogger<PolicyFollower> logger) : BackgroundService
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstTryEvery = TimeSpan.FromMilliseconds(250);

    // One question after the other: an answer that was overtaken would bring back what has changed since.
    private readonly SemaphoreSlim _asking = new(1, 1);
    private readonly TaskCompletionSource _known = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IPolicyListener[] _listeners = [.. listeners];
    private volatile ClusterPolicy _current = ClusterPolicy.Empty;
    private volatile BanList _bans = BanList.Empty;
    private bool _failed;

    /// <summary>The policy as it is known here.</summary>
    public ClusterPolicy Current => _current;

    /// <summary>Completes once the policy is known and followed.</summary>
    public Task WhenKnown => _known.Task;

    /// <summary>The ban that is in force on somebody, or null.</summary>
    public Ban? FindBan(BanKind kind, string value) => _bans is { IsEmpty: false } bans ? bans.Find(kind, value, time.GetUtcNow()) : null;

    /// <summary>Completes when this process follows what the policy is now, or it could not be had.</summary>
    public async Task FollowAsync()
    {
        await _asking.WaitAsync();
        try
        {
            if (await grains.GetGrain<IClusterPolicyGrain>(IClusterPolicyGrain.Key).GetIfChangedAsync(_current.Version) is { } changed)
            {
                Take(changed);
            }

            _known.TrySetResult();
            _failed = false;
        }
        catch (Exception exception)
        {
            // The next try is soon.
            if (!_failed)
            {
                Log.NotAnswered(logger, exception.Message);
            }

            _failed = true;
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <summary>Follows a policy from now on.</summary>
    internal void Take(ClusterPolicy policy)
    {
        _bans = new BanList(policy.Bans);
        _current = policy;
        foreach (var listener in _listeners)
        {
            try
            {
                listener.OnPolicyChanged(policy, _bans);
            }
            catch (Exception exception)
            {
                Log.NotFollowed(logger, listener.GetType().Name, exception);
            }
        }

        _known.TrySetResult();
        Log.Changed(logger, policy.OutOfService.Length, policy.Bans.Length);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await FollowAsync().WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

            // Until it is known the time is nobody's but the machine's: a test's may stand still.
            var pause = _known.Task.IsCompleted ? Task.Delay(AskEvery, time, stoppingToken) : Task.Delay(FirstTryEvery, stoppingToken);
            await pause.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1511, LogLevel.Debug, "The cluster's policy was not to be learned; what is known stays, and it is asked again: {Reason}")]
        public static partial void NotAnswered(ILogger logger, string reason);

        [LoggerMessage(1512, LogLevel.Information, "The cluster's policy has changed: {OutOfService} modules and handlers are out of service, and there are {Bans} bans.")]
        public static partial void Changed(ILogger logger, int outOfService, int bans);

        [LoggerMessage(1513, LogLevel.Error, "{Listener} failed to follow a change of the cluster's policy.")]
        public static partial void NotFollowed(ILogger logger, string listener, Exception exception);
    }
}
