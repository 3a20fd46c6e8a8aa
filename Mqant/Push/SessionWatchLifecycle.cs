using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Hosting;
using Orleans.Metadata;
using Orleans.Runtime;

namespace Mqant;

/// <summary>Ends what a grain watches when the grain is deactivated. Orleans takes observers of a grain's lifecycle only before the grain is made.</summary>
internal sealed class SessionWatchLifecycle(GrainClassMap classes, IHostApplicationLifetime host, TimeProvider time)
    : IConfigureGrainContextProvider, IConfigureGrainContext
{
    /// <summary>How long a grain waits for gateways that do not answer: longer, and its next activation would be late.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public bool TryGetConfigurator(GrainType grainType, GrainProperties properties, [NotNullWhen(true)] out IConfigureGrainContext? configurator)
    {
        var watches = classes.TryGetGrainClass(grainType, out var grainClass) && typeof(ISessionWatcher).IsAssignableFrom(grainClass);
        configurator = watches ? this : null;
        return watches;
    }

    public void Configure(IGrainContext context) =>
        context.ObservableLifecycle.Subscribe(nameof(SessionWatchLifecycle), GrainLifecycleStage.SetupState, new Deactivation(context, this));

    private async Task EndAsync(IGrainContext context, CancellationToken cancellationToken)
    {
        // The grains of a silo that stops watch on from others: nothing that it says last may undo that.
        if (!host.ApplicationStopping.IsCancellationRequested && context.GetComponent<ISessionWatchExtension>() is SessionWatchExtension extension)
        {
            await extension.UnwatchAllAsync()
                .WaitAsync(Patience, time, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private sealed class Deactivation(IGrainContext context, SessionWatchLifecycle watches) : ILifecycleObserver
    {
        public Task OnStart(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task OnStop(CancellationToken cancellationToken) => watches.EndAsync(context, cancellationToken);
    }
}
