using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Mqant.Gateway.Security;
using Mqant.Gateway.Transport;
using Mqant.Gateway.Upgrades;
using Mqant.Gateway.WebSockets;

namespace Mqant.Gateway.Mqtt;

/// <summary>MQTT over WebSocket, on any path: clients in the field use several. A connection begins with a request of HTTP/1.1, of which nothing is kept when the WebSocket is open; whatever else comes is refused.</summary>
internal sealed partial class MqttWebSocketHandler(
    ClientConnectionServices services, TrustedProxies proxies, IOptions<GatewayOptions> options, IOptions<KestrelServerOptions> kestrel, TimeProvider time, ILogger<MqttWebSocketHandler> logger)
    : ConnectionHandler
{
    private static readonly Dictionary<string, string> NoSettings = [];

    private readonly HashSet<string> _origins = new(options.Value.AllowedOrigins, StringComparer.OrdinalIgnoreCase);

    // Kestrel's options are made when the ports are.
    private RequestLimits? _limits;

    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        // It may have had a TLS handshake or a proxy's header before.
        var accepted = connection.Features.Get<AcceptedConnection>() ?? new AcceptedConnection(connection, services);
        MqttConnection? client = null;
        try
        {
            client = await OpenAsync(connection);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // It is gone, or took too long.
        }
        finally
        {
            accepted.Stop();
        }

        if (client is not null)
        {
            await client.RunAsync(accepted.Age);
        }
    }

    private async Task<MqttConnection?> OpenAsync(ConnectionContext connection)
    {
        var (head, refusal, hasMore) = await ReadAsync(connection.Transport.Input);
        var request = head is null ? null : UpgradeRequest.Of(head, _origins, options.Value.Proxy.WebSocket, out refusal);
        if (request is null)
        {
            if (refusal is not null)
            {
                Log.Refused(logger, connection.RemoteEndPoint, refusal.Status);
                await connection.Transport.Output.WriteAsync(refusal.Encode(time.GetUtcNow(), hasText: head is null || !HttpMethods.IsHead(head.Method)));
                if (hasMore || refusal == UpgradeRefusal.Body)
                {
                    await PassOverAsync(connection.Transport.Input);
                }
            }

            return null;
        }

        connection.RemoteEndPoint = ForwardedClient.Find(connection.RemoteEndPoint, request.ForwardedFor, proxies);
        request.Accept(connection.Transport.Output);
        await connection.Transport.Output.FlushAsync();
        connection.Transport = new WebSocketInput(connection.Transport);
        return new MqttConnection(connection, "websocket", GetSettings(request), services, request.Token);
    }

    // Whether there is more than the head, or may be.
    private async Task<(RequestHead? Head, UpgradeRefusal? Refusal, bool HasMore)> ReadAsync(PipeReader input)
    {
        _limits ??= RequestLimits.Of(kestrel.Value.Limits);
        var reader = new RequestReader(_limits);
        while (true)
        {
            var result = await input.ReadAsync();
            var rest = result.Buffer;
            var head = reader.Read(ref rest, out var refusal);
            if (head is not null || refusal is not null || result.IsCompleted)
            {
                input.AdvanceTo(rest.Start);
                return (head, refusal, !rest.IsEmpty);
            }

            input.AdvanceTo(rest.Start, rest.End);
        }
    }

    // Until the client closes, or its time is over: a connection that is closed with something unread is reset, and the answer may be lost.
    private static async Task PassOverAsync(PipeReader input)
    {
        ReadResult result;
        do
        {
            result = await input.ReadAsync();
            input.AdvanceTo(result.Buffer.End);
        }
        while (!result.IsCompleted);
    }

    // It travels with every call of the session.
    private Dictionary<string, string> GetSettings(UpgradeRequest request)
    {
        var agent = request.UserAgent;
        var length = Math.Min(agent.Length, services.Options.Limits.MaxUserAgentLength);
        return length > 0 ? new Dictionary<string, string> { [SessionSettings.UserAgent] = agent[..length] } : NoSettings;
    }

    private static partial class Log
    {
        [LoggerMessage(2903, LogLevel.Debug, "A request for a WebSocket from {Address} was refused with {Status}.")]
        public static partial void Refused(ILogger logger, System.Net.EndPoint? address, int status);
    }
}
