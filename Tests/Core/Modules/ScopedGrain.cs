namespace Mqant.Tests.Core.Modules;

internal sealed class ScopedGrain : Grain, IScoped
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _timer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask<string?[]> TwiceAsync()
    {
        var before = Describe();
        await Task.Run(static () => { });
        await Task.Yield();
        return [before, Describe()];
    }

    public async ValueTask<string?> AtGateAsync()
    {
        await _gate.Task;
        return Describe();
    }

    public async ValueTask<string?> BesideAtGateAsync()
    {
        await _gate.Task;
        return Describe();
    }

    public ValueTask<string?> BesideAsync() => new(Describe());

    public ValueTask<bool> OpenAsync() => new(_gate.TrySetResult());

    public async ValueTask<string?[]> AskAsync()
    {
        var other = await GrainFactory.GetGrain<IScoped>($"{this.GetPrimaryKeyString()}-other").OutsideAsync();
        return [other, Describe()];
    }

    public ValueTask<bool> StartTimerAsync()
    {
        this.RegisterGrainTimer(
            _ =>
            {
                _timer.TrySetResult(Describe() ?? "nothing");
                return Task.CompletedTask;
            },
            new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan));
        return new(true);
    }

    public ValueTask<string> OutsideAsync() => new(Describe() ?? "nothing");

    public Task<string> TimerAsync() => _timer.Task;

    private static string? Describe() => CallScope.Current is { } call ? $"{call.Module}/{call.Handler} {call.Key} '{call.User}' {call.Session} {call.Trace}" : null;
}
