namespace Mqant.Bench.Load;

/// <summary>
/// Clients that keep requests in flight: each answer is followed by the next request at once or, with a rate, requests are sent
/// on schedule over all connections in turn.
/// </summary>
/// <param name="Rate">Requests a second offered, over all connections.</param>
internal sealed record RequestTraffic(int Connections, int InFlight, double? Rate = null) : Traffic
{
    internal override string Unit => "request";

    /// <summary>What is asked; an echo is asked the same bytes.</summary>
    internal RequestShape Shape { get; init; } = RequestShape.HelloWorld;

    /// <summary>As fast as it goes, so that the runtime soon has compiled what it will.</summary>
    internal override Traffic WarmingUp => this with { Rate = null };

    /// <summary>Whether each client logs in first.</summary>
    internal bool LogsIn { get; init; }

    internal override LoadResult Run(LoadContext context) => Run(context, new LoadStatistics());

    /// <summary>As <see cref="Run(LoadContext)"/>, with statistics that the caller adds to those of other loops.</summary>
    internal LoadResult Run(LoadContext context, LoadStatistics statistics)
    {
        var connections = new RequestConnection[Connections];
        for (int i = 0; i < connections.Length; i++)
        {
            OpeningStep[] opening = LogsIn ? [OpeningStep.LogIn($"bench-{context.Tag}-{i}")] : [];
            connections[i] = new(context.ClientId(i), opening, context.IsEcho ? RequestShape.Echo : Shape, InFlight, statistics);
        }

        try
        {
            if (!Open(context, connections, statistics))
            {
                return new Measurement(context, statistics).End();
            }

            Start(context, connections, Rate);
            context.Loop.Run(context.WarmUp);
            var measurement = new Measurement(context, statistics);
            context.Loop.Run(context.Duration);
            var result = measurement.End();
            Drain(context, connections, statistics);
            return result with
            {
                SlowestConnection = Measurement.Slowest(connections.Select(connection => connection.Latency)),
                Failures = statistics.Failures,
            };
        }
        finally
        {
            Close(context, connections);
        }
    }
}
