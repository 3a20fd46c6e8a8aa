namespace Mqant.Bench.Load;

/// <summary>Rooms that tick and tell all of their members at each tick. Latency is how much later a tick comes than the most punctual one of its room did.</summary>
internal sealed record ArenaTraffic(int Rooms, int Members) : Traffic
{
    internal override string Unit => "delivery";

    internal override LoadResult Run(LoadContext context)
    {
        var statistics = new LoadStatistics();
        ArenaMember[] members =
        [
            .. from r in Enumerable.Range(0, Rooms)
               let arena = new Arena($"bench-{context.Tag}-{r}", statistics)
               from m in Enumerable.Range(0, Members)
               select new ArenaMember(context.ClientId((r * Members) + m)!, arena, statistics),
        ];
        try
        {
            if (!Open(context, members, statistics))
            {
                return new Measurement(context, statistics).End();
            }

            context.Loop.Run(context.WarmUp);
            var measurement = new Measurement(context, statistics);
            context.Loop.Run(context.Duration);
            return measurement.End() with { Lost = members.Sum(member => member.LeftOut), Failures = statistics.Failures };
        }
        finally
        {
            Close(context, members);
        }
    }
}
