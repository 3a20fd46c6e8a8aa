using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Mqant.Testing;

/// <summary>
/// Stops a silo that cannot go on, for example because the others declared it dead while the machine stood still. Orleans would end the process, and with it every other test.
/// </summary>
internal sealed partial class FatalErrors(IServiceProvider services, ILogger<FatalErrors> logger) : IFatalErrorHandler
{
    private static readonly CancellationToken AtOnce = new(canceled: true);

    private int _isStopping;

    public bool IsUnexpected(Exception exception) => true;

    public void OnFatalException(object? sender, string? context, Exception? exception)
    {
        Log.Fatal(logger, context, exception ?? new InvalidOperationException(context));
        if (Interlocked.Exchange(ref _isStopping, 1) == 0)
        {
            // Whoever says so must not wait for its own end.
            Task.Run(() => services.GetRequiredService<IHost>().StopAsync(AtOnce)).Ignore();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Critical, "A silo cannot go on and stops: {Context}")]
        public static partial void Fatal(ILogger logger, string? context, Exception exception);
    }
}
