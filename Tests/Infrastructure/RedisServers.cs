using Mqant.Tests.Infrastructure;
using Xunit;

[assembly: AssemblyFixture(typeof(RedisServers))]

namespace Mqant.Tests.Infrastructure;

/// <summary>
/// One server of each kind for all tests, started when the first test asks. Clusters keep apart by their cluster and service ids.
/// </summary>
public sealed class RedisServers : IAsyncDisposable
{
    private readonly SemaphoreSlim _starting = new(1, 1);
    private readonly Dictionary<Redis, (string Address, IAsyncDisposable Server)> _servers = [];

    /// <summary>The server's <c>host:port</c>. Skips the test when the server is not installed.</summary>
    public async Task<string> GetAddressAsync(Redis kind)
    {
        await _starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (!_servers.TryGetValue(kind, out var running))
            {
                running = kind == Redis.Garnet ? StartAnother() : await RedisProcess.StartAsync(FreePort.Next());
                _servers.Add(kind, running);
            }

            return running.Address;
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>Starts a server that a test may stop; where it listens, and the server itself.</summary>
    public static (string Address, IAsyncDisposable Server) StartAnother()
    {
        var redis = LocalRedis.Start();
        return (redis.Address, redis);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var (_, server) in _servers.Values)
        {
            await server.DisposeAsync();
        }

        _starting.Dispose();
    }

    private sealed class RedisProcess(ToolProcess process, DirectoryInfo directory) : IAsyncDisposable
    {
        public static async Task<(string Address, IAsyncDisposable Server)> StartAsync(int port)
        {
            var program = Tools.Require("redis-server", "apt-get install redis-server");
            var directory = Directory.CreateTempSubdirectory("mqant-redis-");
            var process = ToolProcess.Start(
                program,
                "--bind", "127.0.0.1", "--port", $"{port}", "--dir", directory.FullName, "--save", "", "--appendonly", "no", "--daemonize", "no");
            var server = new RedisProcess(process, directory);
            try
            {
                await process.WaitForLineAsync(line => line.Contains("Ready to accept connections", StringComparison.Ordinal));
                return ($"127.0.0.1:{port}", server);
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        }

        public async ValueTask DisposeAsync()
        {
            await process.DisposeAsync();
            directory.Delete(recursive: true);
        }
    }
}
