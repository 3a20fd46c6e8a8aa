namespace Mqant.Tests.Core.Modules;

[OnNamedSilo]
internal sealed class GateKeeperGrain : Grain, IGateKeeper
{
    private readonly TaskCompletionSource _waited = new();

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        _waited.TrySetResult();
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    public Task WaitShortlyAsync() => Task.Delay(Timeout.Infinite, CancellationToken.None);

    public Task WhenWaitedForAsync() => _waited.Task;
}
