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

    private async Task AnnounceAsync()
    {
        var address = options.Value.Address;
        Console.WriteLine($"MQTT over TCP on {address}:{endpoints.TcpPort}");
        Console.WriteLine($"MQTT over WebSocket on {address}:{endpoints.WebSocketPort}");
        Console.WriteLine($"HTTP on {address}:{endpoints.HttpPort}");
        if (endpoints.FramedPort is { } framed)
        {
            Console.WriteLine($"Framed on {address}:{framed}");
        }

        if (management.Address is { } managed)
        {
            Console.WriteLine($"Management on {managed}");
        }

        if (demos.Value is { Enabled: true, Pages: true })
        {
            Console.WriteLine($"Pages: http://{(address == "*" ? "localhost" : address)}:{endpoints.HttpPort}/");
        }

        Console.WriteLine($$"""Try: mosquitto_rr -p {{endpoints.TcpPort}} -t HelloWorld/HD_Say/1 -e HelloWorld/HD_Say/1 -m '{"say":"hello"}'""");
        await readiness.WhenReady;
        Console.WriteLine("Ready.");
    }
}
