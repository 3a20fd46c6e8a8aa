using System.Diagnostics;

namespace Mqant.Bench.Load;

/// <summary>All clients come at the same moment: each connects, logs in and asks its first question.</summary>
internal sealed record ArrivalTraffic(int Clients) : Traffic
{
    internal override string Unit => "client";

    internal override LoadResult Run(LoadContext context)
    {
        WaitForQuiet(context);
        var statistics = new LoadStatistics();
        var question = new OpeningStep("HelloWorld/HD_Say/1", """{"say":"hello"}""");
        long began = Stopwatch.GetTimestamp();
        IdleConnection[] connections = [.. Enumerable.Range(0, Clients).Select(i =>
            new IdleConnection(context.ClientId(i), [OpeningStep.LogIn($"bench-{context.Tag}-{i}"), question], began, statistics))];
        try
        {
            var measurement = new Measurement(context, statistics);
            Open(context, connections, statistics, atOnce: Clients);
            return measurement.End();
        }
        finally
        {
            Close(context, connections);
        }
    }
}
