namespace Mqant.Tests.Probe;

internal sealed class GateGrain : Grain, IGate
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

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

        return "passed";
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
