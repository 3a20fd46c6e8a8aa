using System.Diagnostics;
using Orleans.Runtime;
using Orleans.Timers;

namespace Mqant;

/// <summary>
/// Makes the first run of a timer part of the trace that the timer was started in, where that is recorded. A timer may run for days: its later runs belong to nobody's call.
/// </summary>
internal sealed class TracedTimers(ITimerRegistry timers) : ITimerRegistry
{
    public IGrainTimer RegisterGrainTimer<TState>(
        IGrainContext grainContext, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options)
    {
        if (TraceParents.Current is not { } parent)
        {
            return timers.RegisterGrainTimer(grainContext, callback, state, options);
        }

        var first = new FirstRun(grainContext, parent);
        return timers.RegisterGrainTimer(grainContext, (s, cancellation) => first.RunAsync(() => callback(s, cancellation)), state, options);
    }

#pragma warning disable CS0618 // Grains that use it still have their timers traced.
    public IDisposable RegisterTimer(IGrainContext grainContext, Func<object?, Task> callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (TraceParents.Current is not { } parent)
        {
            return timers.RegisterTimer(grainContext, callback, state, dueTime, period);
        }

        var first = new FirstRun(grainContext, parent);
        return timers.RegisterTimer(grainContext, s => first.RunAsync(() => callback(s)), state, dueTime, period);
    }
#pragma warning restore CS0618

    private sealed class FirstRun(IGrainContext grain, string parent)
    {
        private bool _isOver;

        public Task RunAsync(Func<Task> callback)
        {
            if (_isOver)
            {
                return callback();
            }

            _isOver = true;
            return RunTracedAsync(callback);
        }

        private async Task RunTracedAsync(Func<Task> callback)
        {
            using var activity = TraceParents.Start($"{grain.GrainId.Type} timer", ActivityKind.Internal, parent);
            if (activity is not null)
            {
                activity.SetTag(SpanAttributes.Key, grain.GrainId.Key.ToString());
                TraceParents.SetForGrainCalls(activity);
            }

            try
            {
                await callback();
            }
            catch (Exception exception)
            {
                activity?.SetOutcome(CallOutcome.Failed, exception);
                throw;
            }
        }
    }
}
