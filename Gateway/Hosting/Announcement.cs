namespace Mqant.Gateway.Hosting;

/// <summary>Prints where the gateway listens and what to try.</summary>
internal static class Announcement
{
    public static void Announce(this GatewayEndpoints endpoints, TextWriter output, GatewayOptions options)
    {
        var address = options.Address;
        output.WriteLine($"MQTT over TCP on {address}:{endpoints.TcpPort}");
        output.WriteLine($"MQTT over WebSocket on {address}:{endpoints.WebSocketPort}");
        output.WriteLine($"HTTP on {address}:{endpoints.HttpPort}");
        if (endpoints.FramedPort is { } framed)
        {
            output.WriteLine($"Framed on {address}:{framed}");
        }

        if (options.Pages)
        {
            output.WriteLine($"Pages: http://{(address == "*" ? "localhost" : address)}:{endpoints.HttpPort}/");
        }

        output.WriteLine($$"""Try: mosquitto_rr -p {{endpoints.TcpPort}} -t HelloWorld/HD_Say/1 -e HelloWorld/HD_Say/1 -m '{"say":"hello"}'""");
    }
}
