using System.Diagnostics;

namespace Mqant.Bench.Load;

/// <summary>
/// An open-loop schedule over a number of clients in turn: the n-th message is due at its time whether or not the server keeps
/// up. What finds no client with room stays due, so that its waiting counts as latency.
/// </summary>
internal sealed class Pace(double perSecond, IReadOnlyList<TalkingConnection> clients, EventLoop loop)
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _asked;
    private int _turn;

    /// <summary>How often to look at the schedule: for each message, unless that would be more than 20,000 times a second.</summary>
    internal TimeSpan Interval { get; } = TimeSpan.FromSeconds(Math.Clamp(1 / perSecond, 0.00005, 0.1));

    private long Due => _start + (long)(_asked * Stopwatch.Frequency / perSecond);

    internal void SendDue(long now)
    {
        int full = 0;
        while (full < clients.Count && Due <= now)
        {
            var client = clients[_turn];
            _turn = (_turn + 1) % clients.Count;
            if (!client.HasRoom)
            {
                full++;
                continue;
            }

            client.Ask(Due);
            loop.Flush(client);
            _asked++;
            full = 0;
        }
    }
}
