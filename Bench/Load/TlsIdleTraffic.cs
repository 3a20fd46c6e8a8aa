using System.Diagnostics;

namespace Mqant.Bench.Load;

/// <summary>Connections with TLS that only exist: what memory does the server hold for each?</summary>
internal sealed record TlsIdleTraffic(int Connections) : Traffic
{
    private const int WarmUpConnections = 100;
    private const int AtOnce = 16;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    internal override string Unit => "connection";

    internal override LoadResult Run(LoadContext context)
    {
        var statistics = new LoadStatistics();

        // What the first connections make the server load and compile is not what a connection costs.
        Close(Open(context, WarmUpConnections, new LoadStatistics()));
        context.Loop.Run(Settling);
        WaitForQuiet(context);

        long before = context.ServerMemory();
        var measurement = new Measurement(context, statistics);
        var connections = Open(context, Connections, statistics);
        try
        {
            context.Loop.Run(Settling);
            double grown = context.ServerMemory() - before;
            return measurement.End() with { BytesPerConnection = grown / Connections };
        }
        finally
        {
            Close(connections);
        }
    }

    // Not by the event loop, which knows no TLS: nothing is counted here but memory of the server.
    private static TlsConnection?[] Open(LoadContext context, int count, LoadStatistics statistics)
    {
        var connections = new TlsConnection?[count];
        long began = Stopwatch.GetTimestamp();
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, i =>
        {
            try
            {
                connections[i] = TlsConnection.Open(context.Server, MqttPacket.Connect($"bench-{context.Tag}-{i}", MqttConnection.KeepAliveSeconds), context.IsEcho);
                lock (statistics)
                {
                    statistics.Complete(Stopwatch.GetTimestamp() - began);
                }
            }
            catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException or System.Security.Authentication.AuthenticationException)
            {
                lock (statistics)
                {
                    statistics.Fail(exception.Message);
                }
            }
        });
        return connections;
    }

    private static void Close(TlsConnection?[] connections)
    {
        foreach (var connection in connections)
        {
            connection?.Dispose();
        }
    }
}
