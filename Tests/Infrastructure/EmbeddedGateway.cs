namespace Mqant.Tests.Infrastructure;

/// <summary>A gateway with its silo embedded. The one place that decides whether it runs inside the test process.</summary>
public sealed class EmbeddedGateway : IGateway, IAsyncDisposable
{
    private readonly MqantProcess _process;

    private EmbeddedGateway(MqantProcess process) => _process = process;

    /// <inheritdoc/>
    public System.Net.IPEndPoint Tcp => _process.Tcp;

    /// <inheritdoc/>
    public System.Net.IPEndPoint WebSocket => _process.WebSocket;

    /// <inheritdoc/>
    public System.Net.IPEndPoint Http => _process.Http;

    /// <summary>Starts one with these settings beside those that give it free ports.</summary>
    public static async Task<EmbeddedGateway> StartAsync(params IEnumerable<string> settings)
        => new(await MqantProcess.StartGatewayAsync(settings));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
