using Microsoft.AspNetCore.Connections;

namespace Mqant.Gateway.Security;

/// <summary>The handshake of one connection.</summary>
/// <param name="place">Its place among those that are under way.</param>
internal sealed class Handshake(LinkedListNode<ConnectionContext> place)
{
    public LinkedListNode<ConnectionContext> Place => place;

    public bool HasSucceeded { get; private set; }

    /// <summary>It has ended well; returns its place.</summary>
    public LinkedListNode<ConnectionContext> Succeed()
    {
        HasSucceeded = true;
        return place;
    }
}
