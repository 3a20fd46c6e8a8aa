using System.Net;
using StackExchange.Redis;

namespace Mqant;

/// <summary>Reads the Redis connection of the cluster.</summary>
internal static class RedisConnection
{
    private const string Key = $"{MqantClusterOptions.SectionName}:{nameof(MqantClusterOptions.Redis)}";

    /// <exception cref="SettingsException">It is no StackExchange.Redis configuration string.</exception>
    public static ConfigurationOptions Parse(string redis)
    {
        try
        {
            var options = ConfigurationOptions.Parse(redis);
            return options.EndPoints.Count > 0
                ? options
                : throw new SettingsException($"{Key} names no server; expected for example 'localhost:6379'.");
        }
        catch (ArgumentException exception)
        {
            throw new SettingsException($"{Key} is not a Redis configuration string: {exception.Message}", exception);
        }
    }

    /// <summary>Redis cannot be used; the message says where, and nothing of what is secret.</summary>
    public static SettingsException Unreachable(ConfigurationOptions options, Exception? exception)
    {
        var servers = string.Join(", ", options.EndPoints.Select(server => server is DnsEndPoint name ? $"{name.Host}:{name.Port}" : server.ToString()));
        return new SettingsException(
            exception is RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure }
                ? $"{Key}: Redis at {servers} does not accept the user or the password."
                : $"{Key}: no Redis answers at {servers}.",
            exception);
    }
}
