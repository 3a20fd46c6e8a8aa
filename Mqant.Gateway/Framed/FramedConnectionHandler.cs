using Microsoft.AspNetCore.Connections;
using Mqant.Gateway.Transport;

namespace Mqant.Gateway.Framed;

/// <summary>The framed protocol over TCP.</summary>
internal sealed class FramedConnectionHandler(ClientConnectionServices services) : ConnectionHandler
{
    public override Task OnConnectedAsync(ConnectionContext connection) => new FramedConnection(connection, services).RunAsync();
}
