using Orleans.Runtime;

namespace Mqant.Tests.Probe;

internal sealed class TracedGrain(ISessions sessions, IGroups groups, ILocalSiloDetails silo) : Grain, ITraced
{
    private const int Companions = 64;

    public Task<string> OkAsync() => Task.FromResult("ok");

    public Task<string> RefuseAsync() => throw new GameException("not today");

    public Task<string> FailAsync() => throw new InvalidOperationException("no such luck");

    public async Task<string[]> TourAsync(Session session)
    {
        var here = silo.SiloAddress.ToParsableString();
        var (companion, there) = (GrainFactory.GetGrain<ITracedCompanion>(0), here);

        // They are placed at random.
        for (var i = 0; i < Companions && there == here; i++)
        {
            companion = GrainFactory.GetGrain<ITracedCompanion>(i);
            there = await companion.WhereAsync();
        }

        await companion.KeepAsync(session.Ref);
        return [here, there];
    }

    public Task PublishAsync(TracedGroup group) => groups.Get(group.Name).PublishAsync("Traced/OnGroup", "hello");

    public Task TimerAsync(Session session)
    {
        var (client, runs) = (session.Ref, 0);
        IGrainTimer? timer = null;
        timer = this.RegisterGrainTimer(
            _ =>
            {
                sessions.Send(client, "Traced/OnTimer", ++runs);
                if (runs == 2)
                {
                    timer!.Dispose();
                }

                return Task.CompletedTask;
            },
            new GrainTimerCreationOptions(TimeSpan.Zero, TimeSpan.FromMilliseconds(1)));
        return Task.CompletedTask;
    }
}
