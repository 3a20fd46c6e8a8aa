namespace Mqant.Operations.Errors;

/// <summary>Logs what nobody else would: exceptions of tasks that nobody awaits, and the one that ends the process.</summary>
internal sealed partial class LostErrors(ErrorReporter reporter, LineLimiter lines, ILogger<LostErrors> logger) : IHostedLifecycleService
{
    // How long the end of the process is put off for its last report.
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(2);

    // Whatever a client brings about may be among them.
    private readonly ILogger _limited = lines.Limit(logger);

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        TaskScheduler.UnobservedTaskException += OnUnobserved;
        AppDomain.CurrentDomain.UnhandledException += OnUnhandled;
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // What other services could not end with goes while the cluster can still be reached.
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.WhenAny(reporter.FlushAsync(), Task.Delay(LastPatience, cancellationToken));

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        TaskScheduler.UnobservedTaskException -= OnUnobserved;
        AppDomain.CurrentDomain.UnhandledException -= OnUnhandled;
        return Task.CompletedTask;
    }

    private void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs unobserved) => Log.Unobserved(_limited, unobserved.Exception);

    private void OnUnhandled(object sender, UnhandledExceptionEventArgs unhandled)
    {
        if (unhandled.ExceptionObject is Exception exception)
        {
            Log.Unhandled(logger, exception);
            reporter.FlushAsync().Wait(LastPatience);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4304, LogLevel.Error, "A task that nobody awaits failed.")]
        public static partial void Unobserved(ILogger logger, Exception exception);

        [LoggerMessage(4305, LogLevel.Critical, "An exception that nobody caught ends the process.")]
        public static partial void Unhandled(ILogger logger, Exception exception);
    }
}
