using System.Collections.Concurrent;
using Mqant.Gateway.Telemetry;

namespace Mqant.Gateway.Sessions;

/// <summary>The sessions of this gateway by number.</summary>
internal sealed class SessionRegistry
{
    private readonly ConcurrentDictionary<long, ClientSession> _sessions = new();
    private long _last;

    public SessionRegistry(GatewayMetrics metrics) => metrics.Sessions = Measure;

    public int Count => _sessions.Count;

    public bool IsEmpty => _sessions.IsEmpty;

    public IEnumerable<ClientSession> All => _sessions.Select(s => s.Value);

    public long NextNumber() => Interlocked.Increment(ref _last);

    public void Add(ClientSession session) => _sessions[session.Number] = session;

    public ClientSession? Find(long number) => _sessions.GetValueOrDefault(number);

    /// <summary>Ends the sessions that were opened under an address that the cluster has given up: it believes that they have ended.</summary>
    public void EndAll(GatewayAddress address)
    {
        foreach (var session in All)
        {
            if (session.Snapshot.Gateway.Equals(address))
            {
                session.Close(SessionEndReason.GatewayLost);
            }
        }
    }

    private SessionTotals Measure()
    {
        var (inFlight, waiting, busiest, largest) = (0L, 0L, 0, 0);
        foreach (var session in All)
        {
            var requests = session.Requests;
            inFlight += requests.InFlight;
            waiting += requests.Waiting;
            busiest = Math.Max(busiest, requests.InFlight);
            largest = Math.Max(largest, session.HeldBytes);
        }

        return new(inFlight, waiting, busiest, largest);
    }

    public void Remove(ClientSession session) => _sessions.TryRemove(session.Number, out _);
}
