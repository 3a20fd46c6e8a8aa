using Mqant.Operations.Management;

namespace Mqant.Operations.Errors;

/// <summary>Tells the cluster of this process' errors, a second after they happened; while it cannot be reached they wait here.</summary>
internal sealed partial class ErrorReporter(
    ErrorDigester digester, NameOfProcess process, IGrainFactory grains, TimeProvider time, ILogger<ErrorReporter> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    // The grain sends notifications and digests: somebody must wake it when its silo is gone.
    private static readonly TimeSpan WakeEvery = TimeSpan.FromSeconds(15);

    // How long the end of the process waits for its last report.
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(2);

    // Of failures; the first ones are those of a cluster that starts.
    private const int SaidAfter = 5;

    private readonly Guid _reporter = Guid.NewGuid();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private ErrorReport? _sending;
    private long _number;
    private long _lastSent;
    private int _failures;

    /// <summary>Reports what there is. False when it was not taken.</summary>
    public async Task<bool> FlushAsync()
    {
        await _turn.WaitAsync();
        try
        {
            digester.Digest();

            // One that was not answered goes again as it was, since it may have been taken; what came meanwhile goes in the next.
            while ((_sending ??= Next()) is { } report)
            {
                try
                {
                    await grains.GetGrain<IErrorReportsGrain>(IErrorReportsGrain.Key).ReportAsync(report);
                }
                catch (Exception exception)
                {
                    if (report.Errors.Length == 0)
                    {
                        // It was to wake the grain: nothing waits.
                        _sending = null;
                    }
                    else if (++_failures == SaidAfter)
                    {
                        Log.NotTaken(logger, exception.Message);
                    }

                    return false;
                }

                if (_failures >= SaidAfter)
                {
                    Log.TakenAgain(logger);
                }

                _sending = null;
                _failures = 0;
                _lastSent = time.GetTimestamp();
            }

            return true;
        }
        finally
        {
            _turn.Release();
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAny(FlushAsync(), Task.Delay(LastPatience, time, cancellationToken));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = Every;
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                pause = await FlushAsync() ? Every : pause < LongestPause / 2 ? pause * 2 : LongestPause;
            }
            catch (Exception exception)
            {
                // What is wrong with one error must not end the reports of all others.
                Log.NotDigested(logger, exception);
            }
        }
    }

    private ErrorReport? Next()
    {
        var errors = digester.Take();
        return errors is null && time.GetElapsedTime(_lastSent) < WakeEvery
            ? null
            : new ErrorReport { Reporter = _reporter, Number = ++_number, Process = process.Value, Errors = errors ?? [] };
    }

    private static partial class Log
    {
        [LoggerMessage(4301, LogLevel.Warning, "The cluster does not take this process' error reports, which wait: {Reason}")]
        public static partial void NotTaken(ILogger logger, string reason);

        [LoggerMessage(4302, LogLevel.Information, "The cluster takes this process' error reports again.")]
        public static partial void TakenAgain(ILogger logger);

        // Not an error: it would be one of those that fail.
        [LoggerMessage(4303, LogLevel.Warning, "Errors could not be made a report of.")]
        public static partial void NotDigested(ILogger logger, Exception exception);
    }
}
