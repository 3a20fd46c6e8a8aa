using Mqant.Gateway.Catalog;

namespace Mqant.Gateway.Hooks;

/// <summary>Tells the cluster's hooks how requests ended: what ends while a call of theirs is under way goes together as the next.</summary>
internal sealed partial class EndedRequests(HookCatalog catalog, LineLimiter lines, ILogger<EndedRequests> logger)
{
    private readonly ILogger _logger = lines.Limit(logger);

    private const int MaxBatch = 1_000;
    private const int MaxWaiting = 10_000;

    private readonly Lock _gate = new();
    private readonly Queue<EndedRequest> _waiting = new();
    private long _left;
    private bool _telling;

    public bool HasHooks => catalog.RequestEnded.Length > 0;

    public void Add(EndedRequest request)
    {
        lock (_gate)
        {
            if (_waiting.Count == MaxWaiting)
            {
                _left++;
                return;
            }

            _waiting.Enqueue(request);
            if (_telling)
            {
                return;
            }

            _telling = true;
        }

        _ = TellAsync();
    }

    private async Task TellAsync()
    {
        // Its first call begins outside of whoever ends a request.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (TryTake(out var requests, out var left))
        {
            if (left > 0)
            {
                Log.Left(_logger, left);
            }

            foreach (var hook in catalog.RequestEnded)
            {
                try
                {
                    await hook.OnRequestsEndedAsync(requests);
                }
                catch (Exception exception)
                {
                    Log.HookFailed(_logger, hook.GetGrainId().Type.ToString()!, exception);
                }
            }
        }
    }

    private bool TryTake(out EndedRequest[] requests, out long left)
    {
        lock (_gate)
        {
            (left, _left) = (_left, 0);
            requests = new EndedRequest[Math.Min(_waiting.Count, MaxBatch)];
            for (var i = 0; i < requests.Length; i++)
            {
                requests[i] = _waiting.Dequeue();
            }

            return _telling = requests.Length > 0;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2721, LogLevel.Error, "Hook {GrainType} failed.")]
        public static partial void HookFailed(ILogger logger, string grainType, Exception exception);

        [LoggerMessage(2722, LogLevel.Warning, "Hooks were not told of {Count} requests that ended: they do not keep up.")]
        public static partial void Left(ILogger logger, long count);
    }
}
