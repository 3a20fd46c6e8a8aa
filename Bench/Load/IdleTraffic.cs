using System.Diagnostics;

namespace Mqant.Bench.Load;

/// <summary>Connections that only exist: what memory does the server hold for each?</summary>
internal sealed record IdleTraffic(int Connections) : Traffic
{
    private const int WarmUpConnections = 100;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    internal override string Unit => "connection";

    internal override LoadResult Run(LoadContext context)
    {
        var statistics = new LoadStatistics();

        // What the first connections make the server load and compile is not what a connection costs.
        var first = Make(context with { Tag = context.Tag + "w" }, WarmUpConnections, new LoadStatistics());
        Open(context, first, statistics);
        Close(context, first);
        context.Loop.Run(Settling);
        WaitForQuiet(context);

        long before = context.ServerMemory();
        var measurement = new Measurement(context, statistics);
        var connections = Make(context, Connections, statistics);
        try
        {
            Open(context, connections, statistics);
            context.Loop.Run(Settling);
            double grown = context.ServerMemory() - before;
            return measurement.End() with { BytesPerConnection = grown / Connections };
        }
        finally
        {
            Close(context, connections);
        }
    }

    /// <summary>Opens idle connections that stay until the returned object is disposed.</summary>
    internal HeldConnections Hold(LoadContext context)
    {
        var statistics = new LoadStatistics();
        var connections = Make(context, Connections, statistics);
        Open(context, connections, statistics);
        return new(connections, statistics);
    }

    private static IdleConnection[] Make(LoadContext context, int count, LoadStatistics statistics)
    {
        long now = Stopwatch.GetTimestamp();
        return [.. Enumerable.Range(0, count).Select(i => new IdleConnection(context.ClientId(i), [], now, statistics))];
    }
}
