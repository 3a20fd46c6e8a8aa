namespace Mqant.Tests.Probe;

internal sealed class GateGrain : Grain, IGate
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiting = [];
    private int _passed;

    public async Task<string> PassAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _open.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _cancelled.TrySetResult();
            throw;
        }

        _passed++;
        foreach (var waiting in _waiting.Where(waiting => waiting.Count <= _passed))
        {
            waiting.Reached.TrySetResult();
        }

        return "passed";
    }

    public async Task<int> PassedAsync(GateCount request)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_passed < request.count)
        {
            _waiting.Add((request.count, reached));
            await reached.Task;
        }

        return _passed;
    }

    public ValueTask<string> NameAsync() => new(this.GetPrimaryKeyString());

    public ValueTask<string> OpenAsync()
    {
        _open.TrySetResult();
        return new("open");
    }

    public async Task<string> CancelledAsync()
    {
        await _cancelled.Task;
        return "cancelled";
    }
}
