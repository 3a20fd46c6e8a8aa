using System.Diagnostics.Metrics;

namespace Mqant.Gateway.Sessions;

/// <summary>The instruments of sessions. One place for their names.</summary>
internal sealed class SessionMetrics(IMeterFactory meters)
{
    public const string MeterName = "Mqant.Gateway";

    private readonly Counter<long> _requestsDropped = meters.Create(MeterName).CreateCounter<long>(
        "mqant.gateway.requests.dropped", "{request}", "Requests that were not handled because their session had ended.");

    public void Dropped(int requests, string transport)
    {
        if (requests > 0)
        {
            _requestsDropped.Add(requests, new KeyValuePair<string, object?>("transport", transport));
        }
    }
}
