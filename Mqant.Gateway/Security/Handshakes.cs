using Microsoft.AspNetCore.Connections;

namespace Mqant.Gateway.Security;

/// <summary>
/// TLS handshakes that are under way. Whoever connects and leaves one unfinished takes the place of nobody: when there are as many as there may be, the oldest is given up, and those of
/// clients that mean it are never old.
/// </summary>
internal sealed class Handshakes(int max)
{
    private readonly LinkedList<ConnectionContext> _underWay = [];

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_underWay)
            {
                return _underWay.Count;
            }
        }
    }

    /// <summary>A handshake begins; <see cref="End"/> must follow.</summary>
    public LinkedListNode<ConnectionContext> Begin(ConnectionContext connection)
    {
        var node = new LinkedListNode<ConnectionContext>(connection);
        ConnectionContext? oldest = null;
        lock (_underWay)
        {
            if (_underWay.Count >= max)
            {
                oldest = _underWay.First!.Value;
                _underWay.RemoveFirst();
            }

            _underWay.AddLast(node);
        }

        oldest?.Abort();
        return node;
    }

    /// <summary>A handshake has ended. May be said again.</summary>
    public void End(LinkedListNode<ConnectionContext> handshake)
    {
        lock (_underWay)
        {
            if (handshake.List is not null)
            {
                _underWay.Remove(handshake);
            }
        }
    }
}
