using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Persistence;
using Orleans.Providers;
using Orleans.Storage;
using StackExchange.Redis;

namespace Mqant;

/// <summary>Clusters on Redis.</summary>
public static class MqantRedisExtensions
{
    // Those that expire; everything else is in the one that does not.
    private static readonly string[] Storages = [ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, MqantStorage.Users, MqantStorage.Rooms];

    /// <summary>
    /// Has a silo find the others in Redis, and keep there what its grains store: clustering, reminders, and grain storage, in which users' settings and snapshots of rooms expire.
    /// </summary>
    /// <param name="silo">A silo that hosts grains.</param>
    /// <param name="redis">Where Redis is, as a StackExchange.Redis configuration string.</param>
    /// <exception cref="SettingsException">It is no such string; at start: no Redis answers there.</exception>
    public static ISiloBuilder UseMqantRedis(this ISiloBuilder silo, string redis)
    {
        ArgumentNullException.ThrowIfNull(silo);
        var connection = RedisConnection.Parse(redis);
        return silo.UseRedisMembership(connection).AddRedisStorage(connection);
    }

    /// <summary>Has an Orleans client find the silos in Redis.</summary>
    /// <param name="client">The client.</param>
    /// <param name="redis">Where Redis is, as a StackExchange.Redis configuration string.</param>
    /// <exception cref="SettingsException">It is no such string; at start: no Redis answers there.</exception>
    public static IClientBuilder UseMqantRedis(this IClientBuilder client, string redis)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.UseMqantRedis(RedisConnection.Parse(redis));
    }

    internal static IClientBuilder UseMqantRedis(this IClientBuilder client, ConfigurationOptions redis)
    {
        client.Services.AddHostedService(_ => new RedisAtStart(redis));
        return client.UseRedisClustering(o => o.ConfigurationOptions = redis);
    }

    /// <summary>What every member of the cluster needs, also one without grains: reminders are spread over all of them.</summary>
    internal static ISiloBuilder UseRedisMembership(this ISiloBuilder silo, ConfigurationOptions redis)
    {
        silo.Services.AddHostedService(_ => new RedisAtStart(redis));
        return silo.UseRedisClustering(o => o.ConfigurationOptions = redis).UseRedisReminderService(o => o.ConfigurationOptions = redis);
    }

    internal static ISiloBuilder AddRedisStorage(this ISiloBuilder silo, ConfigurationOptions redis)
    {
        foreach (var name in Storages)
        {
            // Whoever added a storage of his own first wants that one.
            if (name == ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME && silo.Services.Any(static service =>
                service.ServiceType == typeof(IGrainStorage) && Equals(service.ServiceKey, ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME)))
            {
                continue;
            }

            silo.AddRedisGrainStorage(name, o => o.Configure<StateSerializer>((storage, serializer) =>
            {
                storage.ConfigurationOptions = redis;
                storage.GrainStorageSerializer = serializer;
                storage.DeleteStateOnClear = true;
            }));
        }

        silo.Services.AddOptions<RedisStorageOptions>(MqantStorage.Users)
            .Configure<IOptions<UserOptions>>(static (storage, users) => storage.EntryExpiry = users.Value.SettingsExpiry);
        silo.Services.Configure<RedisStorageOptions>(MqantStorage.Rooms, static storage => storage.EntryExpiry = MqantStorage.RoomsExpiry);
        return silo;
    }
}
