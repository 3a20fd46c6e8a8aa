namespace Mqant.Gateway.Limits;

/// <summary>The sockets of one <see cref="SocketUse"/>, those that are silent in the order in which they became so. Guarded by the gate.</summary>
internal sealed class SocketShare(int limit)
{
    private SocketTicket? _oldest;
    private SocketTicket? _newest;

    public int Limit => limit;

    /// <summary>Past so many silent ones the oldest makes room, though there are sockets left.</summary>
    public int SilentLimit { get; } = Math.Max(1, limit / 2);

    public int Count { get; set; }

    public int Silent { get; private set; }

    public SocketTicket? Oldest => _oldest;

    public void AddSilent(SocketTicket ticket, long now)
    {
        ticket.IsSilent = true;
        ticket.Since = now;
        (ticket.Older, ticket.Newer) = (_newest, null);
        if (_newest is null)
        {
            _oldest = ticket;
        }
        else
        {
            _newest.Newer = ticket;
        }

        _newest = ticket;
        Silent++;
    }

    public void RemoveSilent(SocketTicket ticket)
    {
        if (!ticket.IsSilent)
        {
            return;
        }

        if (ticket.Older is null)
        {
            _oldest = ticket.Newer;
        }
        else
        {
            ticket.Older.Newer = ticket.Newer;
        }

        if (ticket.Newer is null)
        {
            _newest = ticket.Older;
        }
        else
        {
            ticket.Newer.Older = ticket.Older;
        }

        (ticket.Older, ticket.Newer, ticket.IsSilent) = (null, null, false);
        Silent--;
    }
}
