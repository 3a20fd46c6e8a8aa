using System.Net;
using Mqant.Tests.Infrastructure;

namespace Mqant.Tests.Packaging;

/// <summary>The game made from the template, running with the module made from the other.</summary>
internal sealed class MadeGame : IGateway, IAsyncDisposable
{
    private readonly ToolProcess _process;

    private MadeGame(MadeFromTemplates made, params IEnumerable<string> settings) => _process = made.Start([
        "run", "--no-build", "--project", $"{MadeFromTemplates.Game}/{MadeFromTemplates.Game}.Server", "--",
        "--Mqant:Gateway:Address=127.0.0.1",
        $"--Mqant:Gateway:TcpPort={Tcp.Port}",
        $"--Mqant:Gateway:WebSocketPort={WebSocket.Port}",
        $"--Mqant:Gateway:HttpPort={Http.Port}",
        "--Mqant:Gateway:DrainTimeout=00:00:01",
        "--Mqant:Silo:Port=0",
        "--Mqant:Silo:GatewayPort=0",
        .. settings]);

    /// <inheritdoc/>
    public IPEndPoint Tcp { get; } = Free();

    /// <inheritdoc/>
    public IPEndPoint WebSocket { get; } = Free();

    /// <inheritdoc/>
    public IPEndPoint Http { get; } = Free();

    /// <summary>Starts it with these settings, and waits until it offers its modules.</summary>
    public static async Task<MadeGame> StartAsync(MadeFromTemplates made, string[] modules, params IEnumerable<string> settings)
    {
        var game = new MadeGame(made, settings);
        foreach (var line in modules.Select(module => $"Module {module} is offered").Append("Application started"))
        {
            await game._process.WaitForLineAsync(written => written.Contains(line, StringComparison.Ordinal));
        }

        return game;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static IPEndPoint Free() => new(IPAddress.Loopback, FreePort.Next());
}
