using Microsoft.Extensions.Logging;
using Orleans.Runtime.Messaging;

namespace Mqant.Gateway.Hosting;

/// <summary>There may be no silo yet: an Orleans client waits for one, and says so once.</summary>
internal sealed partial class WaitForSilo(TimeProvider time, ILogger<WaitForSilo> logger) : IClientConnectionRetryFilter
{
    private static readonly TimeSpan ConnectAgainAfter = TimeSpan.FromSeconds(1);

    private bool _toldWaiting;
    private bool _toldUnreachable;

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        if (!_toldWaiting)
        {
            _toldWaiting = true;
            Log.Waiting(logger);
        }

        // Somebody is listed: it may have just died, or the network is between.
        if (exception is ConnectionFailedException && !_toldUnreachable)
        {
            _toldUnreachable = true;
            Log.Unreachable(logger, exception.GetBaseException().Message);
        }

        await Task.Delay(ConnectAgainAfter, time, cancellationToken);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(1202, LogLevel.Information, "No silo answers yet; waiting for one.")]
        public static partial void Waiting(ILogger logger);

        [LoggerMessage(1205, LogLevel.Warning, "A silo of the cluster cannot be reached: {Reason}")]
        public static partial void Unreachable(ILogger logger, string reason);
    }
}
