namespace Mqant.Gateway.Calls;

/// <summary>
/// Calls to grains that nobody waits for but that must arrive: sent again for a while when no silo takes them. What they call tolerates being told twice.
/// </summary>
internal sealed partial class BackgroundCalls(TimeProvider time, LineLimiter lines, ILogger<BackgroundCalls> logger)
{
    private readonly ILogger _logger = lines.Limit(logger);

    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(500);

    public void Run(Func<Task> call) => _ = RunAsync(call);

    public async Task RunAsync(Func<Task> call)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                await call();
                return;
            }
            catch (Exception exception)
            {
                if (CallFailures.Explain(exception) is null)
                {
                    Log.Failed(_logger, exception);
                    return;
                }

                if (time.GetElapsedTime(started) > GiveUpAfter)
                {
                    Log.GaveUp(_logger, exception);
                    return;
                }
            }

            await Task.Delay(RetryAfter, time);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2201, LogLevel.Warning, "A call in the background found nobody, and is given up.")]
        public static partial void GaveUp(ILogger logger, Exception exception);

        [LoggerMessage(2202, LogLevel.Error, "A call in the background failed.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
