using System.Diagnostics;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Mqant.Gateway.Transport;

namespace Mqant.Gateway.Mqtt;

/// <summary>MQTT over WebSocket, on any path: clients in the field use several.</summary>
internal sealed class MqttWebSocketEndpoint(ClientConnectionServices services)
{
    private const string UserAgent = SessionSettings.UserAgent;
    private const string Bearer = "Bearer ";
    private const string TokenParameter = "access_token";

    // The second is what clients of 3.1 offer.
    private static readonly string[] Subprotocols = ["mqtt", "mqttv3.1"];

    private static readonly Dictionary<string, string> NoSettings = [];

    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await RefuseAsync(context, StatusCodes.Status426UpgradeRequired, "This port speaks MQTT over WebSocket.");
            return;
        }

        // Nothing offered is accepted, for clients in the field do that. Who offers only other protocols expects one of those.
        var offered = context.WebSockets.WebSocketRequestedProtocols;
        var chosen = Array.Find(Subprotocols, offered.Contains);
        if (chosen is null && offered.Count > 0)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "The subprotocols of this port are mqtt and mqttv3.1.");
            return;
        }

        // A client that reads slowly is for the connection's own limits, which know what waits for it.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        // The session is no part of the request's trace: what it does would be recorded because its client said so once.
        Activity.Current = null;

        // MQTT keeps alive by itself.
        var accept = new WebSocketAcceptContext { SubProtocol = chosen, KeepAliveInterval = Timeout.InfiniteTimeSpan };
        using var socket = await context.WebSockets.AcceptWebSocketAsync(accept);
        var listener = context.Features.Get<WebSocketListener>();
        listener?.Stop();
        var connection = new WebSocketConnection(socket, context);
        await new MqttConnection(connection, "websocket", GetSettings(context), services, GetToken(context)).RunAsync(listener?.Age ?? TimeSpan.Zero);
        await connection.CloseAsync();
    }

    // It travels with every call of the session.
    private Dictionary<string, string> GetSettings(HttpContext context)
    {
        var agent = context.Request.Headers.UserAgent.ToString();
        var length = Math.Min(agent.Length, services.Options.Limits.MaxUserAgentLength);
        return length > 0 ? new Dictionary<string, string> { [UserAgent] = agent[..length] } : NoSettings;
    }

    // Browsers cannot set headers of a WebSocket.
    private static string? GetToken(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        return header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim()
            : context.Request.QueryString.HasValue && context.Request.Query[TokenParameter].ToString() is { Length: > 0 } token ? token
            : null;
    }

    private static Task RefuseAsync(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        if (status == StatusCodes.Status426UpgradeRequired)
        {
            context.Response.Headers.Upgrade = "websocket";
        }

        return context.Response.WriteAsync(reason);
    }
}
