using Microsoft.Extensions.Options;
using Mqant.Gateway.Hosting;
using Mqant.Grains;
using Mqant.Operations.Management;

namespace Mqant.Gateway.Program;

/// <summary>The program's words on the console: where the gateway listens and what to try, and that it is ready.</summary>
internal sealed class Announcement(
    GatewayEndpoints endpoints,
    GatewayReadiness readiness,
    ManagementEndpoint management,
    IOptions<GatewayOptions> options,
    IOptions<DemoOptions> demos,
    IHostApplicationLifetime lifetime) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(() => _ = AnnounceAsync());
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private int? TcpPort => options.Value.TcpPort == GatewayOptions.NoPort ? null : endpoints.TcpPort;

    private int? WebSocketPort => options.Value.WebSocketPort == GatewayOptions.NoPort ? null : endpoints.WebSocketPort;

    private int? HttpPort => options.Value.HttpPort == GatewayOptions.NoPort ? null : endpoints.HttpPort;

    private IEnumerable<(string Name, int Port)> GetListeners()
    {
        (string Name, int? Port)[] listeners =
        [
            ("MQTT over TCP", TcpPort),
            ("MQTT over WebSocket", WebSocketPort),
            ("HTTP", HttpPort),
            ("Framed", endpoints.FramedPort),
            ("MQTT over TLS", endpoints.TcpTlsPort),
            ("MQTT over WebSocket with TLS", endpoints.WebSocketTlsPort),
            ("HTTPS", endpoints.HttpTlsPort),
            ("Framed over TLS", endpoints.FramedTlsPort),
        ];
        return listeners.Where(static listener => listener.Port is not null).Select(static listener => (listener.Name, listener.Port!.Value));
    }

    private async Task AnnounceAsync()
    {
        var address = options.Value.Address;
        foreach (var (name, port) in GetListeners())
        {
            Console.WriteLine($"{name} on {address}:{port}");
        }

        if (management.Address is { } managed)
        {
            Console.WriteLine($"Management on {managed}");
        }

        if (demos.Value is { Enabled: true, Pages: true } && HttpPort is { } http)
        {
            Console.WriteLine($"Pages: http://{(address == "*" ? "localhost" : address)}:{http}/");
        }

        if (TcpPort is { } tcp)
        {
            Console.WriteLine($$"""Try: mosquitto_rr -p {{tcp}} -t HelloWorld/HD_Say/1 -e HelloWorld/HD_Say/1 -m '{"say":"hello"}'""");
        }

        await readiness.WhenReady;
        Console.WriteLine("Ready.");
    }
}
