using Orleans.Placement;

namespace Mqant.Tests.Core.Modules;

[ActivationCountBasedPlacement]
internal sealed class BusyGateKeeperGrain : Grain, IBusyGateKeeper
{
    public Task AskAsync() => Task.CompletedTask;
}
