using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace Mqant;

/// <summary>
/// Ends a start without Redis before anything else begins. Everything in a cluster is found through it: what needs it would report its own failure
/// one after the other, and the reason none.
/// </summary>
internal sealed class RedisAtStart(ConfigurationOptions options) : IHostedLifecycleService
{
    /// <exception cref="SettingsException">Redis does not answer.</exception>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var redis = await ConnectionMultiplexer.ConnectAsync(options).WaitAsync(cancellationToken);
            if (!redis.IsConnected)
            {
                throw RedisConnection.Unreachable(options, null);
            }
        }
        catch (RedisException exception)
        {
            throw RedisConnection.Unreachable(options, exception);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
