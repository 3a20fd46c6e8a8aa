using Orleans.Runtime;

namespace Mqant.Operations.Processes;

/// <summary>
/// Has this process report itself, about once a second, while there is a silo that takes it. Nothing waits for that, and what fails is tried again, at last every
/// <see cref="LongestPause"/>.
/// </summary>
internal sealed partial class ProcessReporter(
    IServiceProvider services, ProcessMeter meter, ProcessIdentity identity, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<ProcessReporter> logger)
    : IHostedLifecycleService, IDisposable
{
    /// <summary>How often it reports.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <summary>How long it waits at most when nobody answers.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan GrainsEvery = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private readonly ISiloStatusOracle? _silo = services.GetService<ISiloStatusOracle>();
    private Task _reporting = Task.CompletedTask;
    private long _grains;
    private long _grainsAt;

    private IGrainFactory Grains => field ??= services.GetRequiredService<IGrainFactory>();

    private IProcessesGrain Grain => Grains.GetGrain<IProcessesGrain>(IProcessesGrain.Key);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Orleans is there by then, or on its way: a client that waits for its first silo holds the start up here.
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _reporting = Task.Run(ReportAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // A gateway empties itself in this phase, and is watched as it does.
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Before Orleans stops, which was started before.
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _reporting;
        try
        {
            await Grain.LeaveAsync(identity.Facts.Id).WaitAsync(Every, time, cancellationToken);
        }
        catch (Exception exception)
        {
            Log.NotReported(logger, exception.Message);
        }
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _stopping.Dispose();

    private async Task ReportAsync()
    {
        var (withFacts, pause) = (true, Every);
        while (!_stopping.IsCancellationRequested)
        {
            ProcessReport? report = null;
            try
            {
                if (_silo is null || _silo.CurrentStatus is SiloStatus.Active or SiloStatus.ShuttingDown)
                {
                    report = meter.Read(withFacts, await CountGrainsAsync());
                    var answer = await Grain.ReportAsync(report);
                    (withFacts, pause) = (answer.NeedsFacts, Every);
                    if (answer.NeedsFacts)
                    {
                        meter.PutBack(report);
                    }

                    if (answer.Drain)
                    {
                        BeginDrain();
                    }
                }
            }
            catch (Exception exception)
            {
                if (report is not null)
                {
                    meter.PutBack(report);
                }

                // Whether it came is not known: the next one has everything.
                (withFacts, pause) = (true, pause * 2 > LongestPause ? LongestPause : pause * 2);
                Log.NotReported(logger, exception.Message);
            }

            await Task.Delay(pause, time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void BeginDrain()
    {
        Log.Draining(logger);
        if (services.GetService<IProcessDrain>() is { } drain)
        {
            drain.Begin();
        }
        else
        {
            lifetime.StopApplication();
        }
    }

    private async ValueTask<long> CountGrainsAsync()
    {
        if (services.GetService<ILocalSiloDetails>() is { } silo && (_grainsAt == 0 || time.GetElapsedTime(_grainsAt) >= GrainsEvery))
        {
            _grainsAt = time.GetTimestamp();
            try
            {
                var statistics = await Grains.GetGrain<IManagementGrain>(0).GetRuntimeStatistics([silo.SiloAddress]);
                _grains = statistics is [{ } own] ? own.ActivationCount : 0;
            }
            catch (Exception exception)
            {
                // The rest is known without it.
                Log.NotCounted(logger, exception.Message);
            }
        }

        return _grains;
    }

    private static partial class Log
    {
        [LoggerMessage(4501, LogLevel.Debug, "This process was not reported to the cluster and will be again: {Reason}")]
        public static partial void NotReported(ILogger logger, string reason);

        [LoggerMessage(4503, LogLevel.Debug, "The active grains of this process could not be counted: {Reason}")]
        public static partial void NotCounted(ILogger logger, string reason);

        [LoggerMessage(4502, LogLevel.Information, "An operator has this process empty itself and end.")]
        public static partial void Draining(ILogger logger);
    }
}
