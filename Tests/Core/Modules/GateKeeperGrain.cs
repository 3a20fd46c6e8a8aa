namespace Mqant.Tests.Core.Modules;

[OnNamedSilo]
internal sealed class GateKeeperGrain : Grain, IGateKeeper
{
    private readonly TaskCompletionSource _waited = new();

    // What no handler answers by itself.
    private static Task Never => new TaskCompletionSource().Task;

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        _waited.TrySetResult();
        await Never.WaitAsync(cancellationToken);
    }

    public Task WaitShortlyAsync() => Never;

    public Task WhenWaitedForAsync() => _waited.Task;
}
