using Microsoft.AspNetCore.Connections;

namespace Mqant.Gateway.Transport;

/// <summary>
/// Marks connections that were accepted where WebSockets are expected, and closes those on which none was opened in time: without this, whoever
/// connects and stays silent would be kept for as long as HTTP keeps idle connections.
/// </summary>
internal sealed class WebSocketListener(ConnectionContext connection, ClientConnectionServices services) : AcceptedConnection(connection, services);
