using System.Diagnostics;

namespace Mqant.Bench.Load;

/// <summary>All clients come at the same moment: each connects, logs in and asks its first question.</summary>
internal sealed record ArrivalTraffic(int Clients) : Traffic
{
    private static readonly OpeningStep Question = new("HelloWorld/HD_Say/1", """{"say":"hello"}""");

    internal override string Unit => "client";

    internal override LoadResult Run(LoadContext context)
    {
        WaitForQuiet(context);
        var statistics = new LoadStatistics();
        long began = Stopwatch.GetTimestamp();
        MqttConnection[] connections = [.. Enumerable.Range(0, Clients).Select(i => Make(context, i, began, statistics))];
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

    private static MqttConnection Make(LoadContext context, int index, long began, LoadStatistics statistics)
    {
        var logIn = OpeningStep.LogIn($"bench-{context.Tag}-{index}");
        return context.ClientId(index) is { } clientId
            ? new IdleConnection(clientId, [logIn, Question], began, statistics)
            : new EchoedConnection(
                [MqttPacket.Connect($"bench-{context.Tag}-{index}", MqttConnection.KeepAliveSeconds), logIn.Packet, Question.Packet], began, statistics);
    }
}
