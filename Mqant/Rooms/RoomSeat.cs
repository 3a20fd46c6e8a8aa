namespace Mqant;

/// <summary>A player's place in a room. It outlives the session: the player may come back to it.</summary>
public sealed class RoomSeat
{
    internal RoomSeat(int index, string playerId, string userId, SessionRef session)
    {
        Index = index;
        PlayerId = playerId;
        UserId = userId;
        Session = session;
    }

    /// <summary>Number of the seat, 0 to <see cref="Room.Capacity"/> - 1; the lowest free one is given away first.</summary>
    public int Index { get; }

    /// <summary>Who sits here: the id of the user, or of a guest's session. It stays the same while the seat is taken.</summary>
    public string PlayerId { get; }

    /// <summary>The user, or empty for a guest.</summary>
    public string UserId { get; internal set; }

    /// <summary>The session, or the last one while <see cref="IsConnected"/> is false.</summary>
    public SessionRef Session { get; internal set; }

    /// <summary>False after the session ended, until the player comes back or loses the seat.</summary>
    public bool IsConnected { get; internal set; } = true;

    /// <summary>When the player sat down, or the room was restored with the player in it.</summary>
    internal DateTimeOffset Since { get; init; }

    // A timestamp of the time provider.
    internal long DisconnectedAt { get; set; }

    /// <summary>Whether the session is that of this seat's player. A guest who logs in keeps the seat; another user on the same connection does not.</summary>
    internal bool BelongsTo(Session session) => UserId.Length == 0
        ? Session.IsSameConnection(session.Ref)
        : UserId == session.UserId;
}
