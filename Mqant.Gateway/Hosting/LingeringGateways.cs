using Orleans.Messaging;

namespace Mqant.Gateway.Hosting;

/// <summary>
/// The silos through which a client reaches its cluster, each for a moment longer than it is listed. A silo that stops leaves the list while it tells its clients to send elsewhere. An
/// Orleans client that sees the list first closes the connection, and the calls in flight on it are never answered; one that was told first keeps it.
/// </summary>
internal sealed class LingeringGateways(IGatewayListProvider listed, TimeProvider time) : IGatewayListProvider
{
    /// <summary>How long a silo lingers: longer than from one look at the list to the next, so that there is time to be told.</summary>
    internal static readonly TimeSpan Linger = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();
    private readonly Dictionary<Uri, long> _seen = [];

    /// <summary>How long the client remembers what it was told, or that a connection broke. It must not forget while the silo lingers.</summary>
    public TimeSpan MaxStaleness { get; } = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    public bool IsUpdatable => true;

    /// <inheritdoc/>
    public Task InitializeGatewayListProvider() => listed.InitializeGatewayListProvider();

    /// <inheritdoc/>
    public async Task<IList<Uri>> GetGateways()
    {
        var gateways = await listed.GetGateways();
        lock (_gate)
        {
            var now = time.GetTimestamp();
            foreach (var gateway in gateways)
            {
                _seen[gateway] = now;
            }

            foreach (var (gateway, seen) in _seen)
            {
                if (time.GetElapsedTime(seen, now) > Linger)
                {
                    _seen.Remove(gateway);
                }
            }

            return [.. _seen.Keys];
        }
    }
}
