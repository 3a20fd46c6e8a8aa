using Mqant;

[assembly: ClusterProvider(typeof(RedisClusterProvider))]

namespace Mqant;

/// <summary>Mode <c>Redis</c> of <see cref="MqantClusterOptions"/>.</summary>
internal sealed class RedisClusterProvider : IClusterProvider
{
    /// <inheritdoc/>
    public void Join(ISiloBuilder silo, MqantClusterOptions options) => silo.UseRedisMembership(RedisConnection.Parse(options, silo.Services));

    /// <inheritdoc/>
    public void AddStorage(ISiloBuilder silo, MqantClusterOptions options) => silo.AddRedisStorage(RedisConnection.Parse(options, silo.Services));

    /// <inheritdoc/>
    public void Join(IClientBuilder client, MqantClusterOptions options) => client.UseMqantRedis(RedisConnection.Parse(options, client.Services));
}
