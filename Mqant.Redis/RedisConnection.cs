using System.Net;
using System.Security.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace Mqant;

/// <summary>Reads the Redis connection of the cluster.</summary>
internal static class RedisConnection
{
    private const string Key = $"{MqantClusterOptions.SectionName}:{nameof(MqantClusterOptions.Redis)}";
    private const string TlsKey = $"{MqantClusterOptions.SectionName}:{nameof(MqantClusterOptions.RedisTls)}";

    // What comes of none is up to the moment: Redis closes the connection of who shows none, and does not say why.
    private const string Certificate = $"One that asks for a certificate needs {TlsKey}:{nameof(RedisTlsOptions.Certificate)}, of an authority that it knows.";

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

    /// <summary>The connection that the settings of a cluster describe.</summary>
    /// <exception cref="SettingsException">They are wrong, or name a file that cannot be read.</exception>
    public static ConfigurationOptions Parse(MqantClusterOptions cluster, IServiceCollection services)
    {
        var options = Parse(cluster.Redis);
        if (!cluster.RedisTls.IsSet)
        {
            return options;
        }

        if (!options.Ssl)
        {
            throw new SettingsException($"{TlsKey} is set, but {Key} does not say ssl=true.");
        }

        var environment = services.LastOrDefault(static service => service.ServiceType == typeof(IHostEnvironment))?.ImplementationInstance as IHostEnvironment;
        new RedisTls(cluster.RedisTls, environment?.ContentRootPath ?? AppContext.BaseDirectory).ApplyTo(options, TlsKey);
        return options;
    }

    /// <summary>Redis cannot be used; the message says where, and nothing of what is secret.</summary>
    public static SettingsException Unreachable(ConfigurationOptions options, Exception? exception)
    {
        var servers = string.Join(", ", options.EndPoints.Select(server => server is DnsEndPoint name ? $"{name.Host}:{name.Port}" : server.ToString()));
        return new SettingsException(
            exception switch
            {
                _ when FindTlsFailure(exception) is { } failure => $"{Key}: there is no TLS with Redis at {servers}: {failure.Message}",
                RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } => $"{Key}: Redis at {servers} does not accept the user or the password.{(options.Ssl ? $" {Certificate}" : "")}",
                _ when options.Ssl => $"{Key}: no Redis answers at {servers} by TLS. {Certificate}",
                _ => $"{Key}: no Redis answers at {servers}. One that speaks TLS needs ssl=true.",
            },
            exception);
    }

    private static AuthenticationException? FindTlsFailure(Exception? exception) =>
        exception is null or AuthenticationException ? exception as AuthenticationException : FindTlsFailure(exception.InnerException);
}
