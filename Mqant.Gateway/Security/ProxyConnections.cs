using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Mqant.Gateway.Transport;

namespace Mqant.Gateway.Security;

/// <summary>
/// Gives connections that come through a proxy the address of the client that the proxy names. One that a proxy has opened for itself, as health checks are, goes no further before it
/// says something: until then it is nobody's session, and counted and logged nowhere.
/// </summary>
internal sealed partial class ProxyConnections(TrustedProxies proxies, ClientConnectionServices services, LineLimiter lines, ILogger<ProxyConnections> logger)
{
    private readonly ILogger _logger = lines.Limit(logger);

    /// <summary>Has the connections of proxies begin with the header. The time of a connection must be limited already.</summary>
    public void Use(IConnectionBuilder connections, string transport) =>
        connections.Use(next => connection => proxies.Contains(connection.RemoteEndPoint) ? PassAsync(connection, next, transport) : next(connection));

    private async Task PassAsync(ConnectionContext connection, ConnectionDelegate next, string transport)
    {
        if (await TryReadAsync(connection, transport))
        {
            await next(connection);
        }
    }

    private async Task<bool> TryReadAsync(ConnectionContext connection, string transport)
    {
        var input = connection.Transport.Input;
        try
        {
            while (true)
            {
                var result = await input.ReadAsync();
                var rest = result.Buffer;
                var header = ProxyHeader.Read(ref rest, out var client);
                if (header == ProxyHeaderResult.Incomplete && !result.IsCompleted)
                {
                    input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                    continue;
                }

                var isSilent = result.Buffer.IsEmpty;
                input.AdvanceTo(rest.Start);
                if (header == ProxyHeaderResult.Read)
                {
                    if (client is null || IsSame(client, connection.RemoteEndPoint))
                    {
                        return await SpeaksAsync(input);
                    }

                    connection.RemoteEndPoint = client;
                    return true;
                }

                if (!isSilent)
                {
                    OnClosed(connection.RemoteEndPoint, transport);
                }

                return false;
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            return false;
        }
    }

    // In version 1, HAProxy's health checks name the proxy's own end of the connection.
    private static bool IsSame(IPEndPoint named, EndPoint? real) =>
        real is IPEndPoint peer && named.Port == peer.Port && named.Address.MapToIPv6().Equals(peer.Address.MapToIPv6());

    private static async Task<bool> SpeaksAsync(PipeReader input)
    {
        var result = await input.ReadAsync();
        input.AdvanceTo(result.Buffer.Start);
        return !result.Buffer.IsEmpty;
    }

    private void OnClosed(EndPoint? proxy, string transport)
    {
        services.Metrics.GetTransport(transport).Refused.Get("proxy_header").Add(1);
        Log.NoHeader(_logger, proxy);
    }

    private static partial class Log
    {
        [LoggerMessage(
            2742, LogLevel.Warning, "A connection from {Proxy}, in a network of Mqant:Gateway:Proxy:Networks, began without a good header of the PROXY protocol and was closed.")]
        public static partial void NoHeader(ILogger logger, EndPoint? proxy);
    }
}
