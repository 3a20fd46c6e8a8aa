using Orleans.Placement;
using Orleans.Runtime;

namespace Mqant.Tests.Probe;

[RandomPlacement]
internal sealed class TracedCompanionGrain([PersistentState("visits")] IPersistentState<TracedVisits> visits, ISessions sessions, ILocalSiloDetails silo) : Grain, ITracedCompanion
{
    public Task<string> WhereAsync() => Task.FromResult(silo.SiloAddress.ToParsableString());

    public async Task KeepAsync(SessionRef session)
    {
        visits.State.Count++;
        await visits.WriteStateAsync();
        sessions.Send(session, "Traced/OnKept", visits.State.Count);
    }
}
