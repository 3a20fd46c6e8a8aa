using StackExchange.Redis;

namespace Mqant;

/// <summary>Reads the Redis connection of the cluster.</summary>
internal static class RedisSettings
{
    /// <exception cref="SettingsException">It is no StackExchange.Redis configuration string.</exception>
    public static ConfigurationOptions Parse(string redis)
    {
        try
        {
            var options = ConfigurationOptions.Parse(redis);
            return options.EndPoints.Count > 0
                ? options
                : throw new SettingsException($"{ClusterSettings.SectionName}:{nameof(ClusterSettings.Redis)} is '{redis}', which names no server; expected for example 'localhost:6379'.");
        }
        catch (ArgumentException exception)
        {
            throw new SettingsException(
                $"{ClusterSettings.SectionName}:{nameof(ClusterSettings.Redis)} is not a Redis configuration string: {exception.Message}", exception);
        }
    }
}
