using System.Net;

namespace Mqant.Bench.Fuzz;

/// <summary>Where a gateway listens; null where it does not.</summary>
internal sealed record FuzzTarget(IPEndPoint? Tcp, IPEndPoint? WebSocket, IPEndPoint? Framed)
{
    /// <summary>What is spoken there.</summary>
    internal IEnumerable<FuzzProtocol> Protocols => FuzzProtocol.All.Where(protocol => EndPointOf(protocol) is not null);

    internal IPEndPoint? EndPointOf(FuzzProtocol protocol) => protocol.IsFramed ? Framed : protocol.IsWebSocket ? WebSocket : Tcp;
}
