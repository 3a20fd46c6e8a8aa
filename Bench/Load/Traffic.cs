namespace Mqant.Bench.Load;

/// <summary>A kind of load. One instance describes it; every run of it is independent.</summary>
internal abstract record Traffic
{
    private const int LongestUnrest = 60;
    private static readonly TimeSpan LongestOpening = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan QuietWindow = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan QuietCpu = TimeSpan.FromMilliseconds(20);

    /// <summary>What is counted: <c>request</c>, <c>delivery</c> or <c>client</c>.</summary>
    internal abstract string Unit { get; }

    /// <summary>What servers are warmed up with before it.</summary>
    internal virtual Traffic WarmingUp => this;

    /// <summary>Runs it once. Ends by itself: what does not come in time is a failure in the result.</summary>
    internal abstract LoadResult Run(LoadContext context);

    /// <summary>Opens all connections, <paramref name="atOnce"/> at a time; false when some could not be opened.</summary>
    private protected static bool Open(
        LoadContext context, IReadOnlyList<MqttConnection> connections, LoadStatistics statistics, int atOnce = 128)
    {
        // Connections become ready about in order: all before `settled` are, and few after it.
        int settled = 0;
        int next = 0;
        bool inTime = context.Loop.Run(
            () =>
            {
                while (settled < next && connections[settled].IsSettled)
                {
                    settled++;
                }

                for (; next < connections.Count && next - settled < atOnce; next++)
                {
                    connections[next].Frames = context.IsWebSocket ? new() : null;
                    context.Loop.Open(connections[next], context.Server);
                }

                return settled == connections.Count;
            },
            LongestOpening);
        if (!inTime)
        {
            int missing = connections.Count(connection => !connection.IsSettled);
            statistics.Fail($"{missing} clients were not ready after {LongestOpening.TotalSeconds:0} s", missing);
        }

        return statistics.Failures == 0;
    }

    /// <summary>Waits until the servers have finished what earlier clients left them to do, and then at least a moment more.</summary>
    private protected static void WaitForQuiet(LoadContext context)
    {
        for (int i = 0; i < LongestUnrest; i++)
        {
            var before = context.ServerCpu();
            context.Loop.Run(QuietWindow);
            if (context.ServerCpu() - before <= QuietCpu)
            {
                return;
            }
        }
    }

    /// <summary>Lets the clients talk: on schedule with a rate, else each as fast as it is answered.</summary>
    private protected static void Start(LoadContext context, IReadOnlyList<TalkingConnection> clients, double? rate)
    {
        if (rate is { } perSecond)
        {
            var pace = new Pace(perSecond, clients, context.Loop);
            context.Loop.Tick = pace.SendDue;
            context.Loop.SetTick(pace.Interval);
            return;
        }

        foreach (var client in clients)
        {
            client.IsClosedLoop = true;
            client.Fill();
        }
    }

    /// <summary>Sends nothing more and waits for what was not answered yet.</summary>
    private protected static void Drain(LoadContext context, IReadOnlyList<TalkingConnection> clients, LoadStatistics statistics)
    {
        Stop(context, clients);
        context.Loop.Run(() => clients.All(client => client.Unanswered == 0 || client.HasFailed), LongestAnswer);
        long missing = clients.Sum(client => (long)client.Unanswered);
        if (missing > 0)
        {
            statistics.Fail($"{missing} requests were never answered", missing);
        }
    }

    private protected static void Close(LoadContext context, IReadOnlyList<MqttConnection> connections)
    {
        Stop(context, connections.OfType<TalkingConnection>());
        foreach (var connection in connections)
        {
            connection.Disconnect();
        }
    }

    private static void Stop(LoadContext context, IEnumerable<TalkingConnection> clients)
    {
        context.Loop.Tick = null;
        context.Loop.SetTick(TimeSpan.Zero);
        foreach (var client in clients)
        {
            client.IsClosedLoop = false;
        }
    }
}
