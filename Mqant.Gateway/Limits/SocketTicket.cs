using Microsoft.AspNetCore.Connections;

namespace Mqant.Gateway.Limits;

/// <summary>An accepted socket, from before its first byte to its end. All but <see cref="Refusal"/> is the gate's, under its lock.</summary>
internal sealed class SocketTicket(SocketGate gate, BaseConnectionContext connection, SocketUse use)
{
    internal SocketTicket? Older;
    internal SocketTicket? Newer;
    internal AddressRecord? Address;
    internal bool IsSilent;
    internal bool IsCounted;

    /// <summary>Whether a connection of a client protocol gives it back at its end. Set before anybody else asks.</summary>
    internal bool IsTaken;

    internal long Since;

    public SocketUse Use => use;

    /// <summary>Why its client is to be refused when it introduces itself.</summary>
    public SocketRefusal Refusal { get; internal set; }

    /// <summary>Its client said who it is, or sent a request: it does not make room for others any more.</summary>
    public void Speaks() => gate.Speaks(this);

    /// <summary>Its client has been answered and may send another request: until then it makes room for others.</summary>
    public void Rests() => gate.Rests(this);

    /// <summary>Counts it to another address than the one that it was accepted from: a proxy has said whose it is.</summary>
    public void Identify(System.Net.EndPoint? endPoint) => gate.Identify(this, endPoint);

    /// <summary>The connection has ended. May be called more than once.</summary>
    public void Leave() => gate.Leave(this);

    internal void Abort() => connection.Abort();
}
