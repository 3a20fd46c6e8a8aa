using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Mqant.Gateway;
using Mqant.Gateway.Mqtt;
using Mqant.Gateway.Transport;
using Mqant.Tests.Infrastructure;

namespace Mqant.Tests.Mqtt;

/// <summary>Connections in memory, on a clock that the test turns.</summary>
internal sealed class MemoryGateway : IAsyncDisposable
{
    private readonly ServiceProvider _provider;

    public MemoryGateway(Action<GatewayOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(Log));
        services.AddMetrics();
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<IHostApplicationLifetime, ApplicationLifetime>();
        services.AddSessionsWithoutCluster();
        services.AddConnectionServices();
        services.Configure<GatewayOptions>(options =>
        {
            options.ClientIdTakeover = ClientIdTakeover.Never;

            // Nothing comes back of what is spent while the clock stands still.
            options.MaxRequestsPerSecond = 0;
            options.MaxBytesPerSecond = 0;
            configure?.Invoke(options);
        });
        _provider = services.BuildServiceProvider();
        _provider.OpenSessions();
    }

    public FakeTimeProvider Time { get; } = new();

    /// <summary>What the connections logged as accidents.</summary>
    public CapturedLog Log { get; } = new(typeof(ClientConnection).FullName);

    public ClientConnectionServices Services => _provider.GetRequiredService<ClientConnectionServices>();

    /// <summary>What the gateway measures.</summary>
    public IServiceProvider Provider => _provider;

    /// <summary>A connection whose other end the test holds; it is not running yet.</summary>
    /// <param name="peer">The client.</param>
    /// <param name="capacity">Bytes that may be on their way to the client.</param>
    public MqttConnection Connect(out WireClient peer, int capacity = 65_536)
    {
        var options = new PipeOptions(pauseWriterThreshold: capacity, resumeWriterThreshold: capacity / 2, useSynchronizationContext: false);
        var toGateway = new Pipe(options);
        var toClient = new Pipe(options);
        var context = new MemoryConnection(new Duplex(toGateway.Reader, toClient.Writer), toClient.Reader);
        peer = new WireClient(new DuplexStream(toClient.Reader.AsStream(), toGateway.Writer.AsStream()));
        return Wrap(context);
    }

    /// <summary>A connection over whatever the test holds the other end of.</summary>
    public MqttConnection Wrap(ConnectionContext context) => new(context, "memory", new Dictionary<string, string>(), Services);

    /// <summary>The process is told to stop.</summary>
    public void Stop() => _provider.GetRequiredService<IHostApplicationLifetime>().StopApplication();

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class MemoryConnection(IDuplexPipe transport, PipeReader toClient)
        : DefaultConnectionContext("memory", transport, transport)
    {
        public override void Abort(ConnectionAbortedException abortReason)
        {
            base.Abort(abortReason);
            toClient.Complete(abortReason);
        }
    }
}
