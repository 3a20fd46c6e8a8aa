using Mqant.Tests.Infrastructure;

namespace Mqant.Tests.Cluster;

/// <summary>
/// A silo and two gateways, one that joined as a silo and one as a client, for tests of a class that leave them as they are, started for the first of them. Tests keep apart by the
/// names of their users, rooms and clients.
/// </summary>
public sealed class StandingCluster(RedisServers servers) : IAsyncDisposable
{
    private ClusterUnderTest? _cluster;
    private Dictionary<string, MqantProcess>? _gateways;

    /// <summary>The gateways by how they joined.</summary>
    internal async Task<IReadOnlyDictionary<string, MqantProcess>> GetGatewaysAsync()
    {
        if (_gateways is null)
        {
            _cluster = new ClusterUnderTest(await servers.GetAddressAsync(Redis.Garnet));
            await _cluster.AddSiloAsync();
            _gateways = new Dictionary<string, MqantProcess> { ["Silo"] = await _cluster.AddGatewayAsync("Silo"), ["Client"] = await _cluster.AddGatewayAsync("Client") };
        }

        return _gateways;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _cluster?.DisposeAsync() ?? default;
}
