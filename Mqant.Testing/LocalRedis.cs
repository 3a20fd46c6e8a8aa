using System.Net;
using Garnet;
using Garnet.server;

namespace Mqant.Testing;

/// <summary>A server that speaks Redis' protocol, inside this process: Garnet.</summary>
internal sealed class LocalRedis : IAsyncDisposable
{
    private readonly GarnetServer _server;
    private int _disposed;

    private LocalRedis(int port)
    {
        // Orleans' membership table and grain storage are Lua scripts.
        _server = new GarnetServer(new GarnetServerOptions
        {
            EndPoints = [new IPEndPoint(IPAddress.Loopback, port)],
            EnableLua = true,
            LuaOptions = new LuaOptions(),
            QuietMode = true,
            LogMemorySize = "32m",
            PageSize = "1m",
            IndexMemorySize = "1m",
        });
        Address = $"127.0.0.1:{port}";
    }

    /// <summary>Its <c>host:port</c>.</summary>
    public string Address { get; }

    /// <summary>Starts one on a free port.</summary>
    public static LocalRedis Start()
    {
        var redis = new LocalRedis(FreePort.Next());
        redis._server.Start();
        return redis;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _server.Dispose();
        }

        return default;
    }
}
