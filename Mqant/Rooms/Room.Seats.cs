using System.Diagnostics.CodeAnalysis;

namespace Mqant;

/// <content>Who is in the room.</content>
public abstract partial class Room
{
    private readonly List<RoomSeat> _seats = [];
    private readonly List<SessionRef> _viewers = [];
    private readonly Dictionary<string, long> _reservations = new(StringComparer.Ordinal);

    /// <summary>Number of seats.</summary>
    public int Capacity { get; private set; }

    /// <summary>The seats that are taken, by <see cref="RoomSeat.Index"/>.</summary>
    protected IReadOnlyList<RoomSeat> Seats => _seats;

    /// <summary>The sessions that watch without a seat.</summary>
    protected IReadOnlyList<SessionRef> Viewers => _viewers;

    /// <summary>True until somebody reserved a seat, sat down or watched: a call brought the room about, and perhaps nobody wants it.</summary>
    protected bool IsUnused { get; private set; } = true;

    private bool IsFull => _seats.Count + _reservations.Count >= Capacity;

    /// <summary>
    /// Gives the session's player a seat, or the seat that the player has: to a user who comes back on another connection the old seat, too.
    /// What <see cref="OnJoined"/> or <see cref="OnStarted"/> throws, this throws, and the seat is free again.
    /// </summary>
    /// <exception cref="GameException"><see cref="RoomErrors.Full"/>, <see cref="RoomErrors.Finished"/>.</exception>
    protected RoomSeat Join(Session session)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (TryGetSeat(session, out var seat))
        {
            return seat;
        }

        ThrowIfFinished();
        var playerId = session.GetPlayerId();

        // Whoever logged in since then reserved as a guest.
        var reservedAs = _reservations.ContainsKey(playerId) ? playerId : session.Id;
        var reserved = _reservations.Remove(reservedAs, out var since);
        var viewed = _viewers.Contains(session.Ref);
        try
        {
            return IsFull ? throw new GameException(RoomErrors.Full) : Sit(session, playerId);
        }
        catch
        {
            if (reserved && !_gone)
            {
                _reservations[reservedAs] = since;
            }

            if (viewed && !_gone)
            {
                View(session);
            }

            throw;
        }
    }

    /// <summary>
    /// The seat of the session's player. A user who comes back on another connection is taken to the old seat (<see cref="OnReconnected"/>).
    /// </summary>
    protected bool TryGetSeat(Session session, [NotNullWhen(true)] out RoomSeat? seat)
    {
        ArgumentNullException.ThrowIfNull(session);
        seat = _seats.Find(s => s.BelongsTo(session));
        if (seat is null)
        {
            return false;
        }

        _lastActivity = Time.GetTimestamp();
        if (!seat.IsConnected || seat.Session != session.Ref)
        {
            Reconnect(seat, session);
        }

        return true;
    }

    /// <summary>As <see cref="TryGetSeat"/> for players who must have one.</summary>
    /// <exception cref="GameException"><see cref="RoomErrors.NotInRoom"/>.</exception>
    protected RoomSeat GetSeat(Session session) => TryGetSeat(session, out var seat) ? seat : throw new GameException(RoomErrors.NotInRoom);

    /// <summary>Frees a seat. Does nothing when it is free already.</summary>
    protected void Leave(RoomSeat seat)
    {
        ArgumentNullException.ThrowIfNull(seat);
        Remove(seat, RoomLeaveReason.Left);
    }

    /// <summary>Lets a session watch: it gets what is sent to all. Does nothing when it watches or has a seat.</summary>
    /// <exception cref="GameException"><see cref="RoomErrors.Full"/>, <see cref="RoomErrors.Finished"/>.</exception>
    protected void View(Session session)
    {
        ArgumentNullException.ThrowIfNull(session);
        ThrowIfFinished();
        if (_viewers.Contains(session.Ref) || TryGetSeat(session, out _))
        {
            return;
        }

        if (_viewers.Count >= Options.MaxViewers)
        {
            throw new GameException(RoomErrors.Full);
        }

        _viewers.Add(session.Ref);
        _services.Sessions.Watch(session.Ref);
        MembersChanged();
    }

    /// <summary>Ends <see cref="View"/>.</summary>
    protected void StopViewing(Session session)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (_viewers.Remove(session.Ref))
        {
            _services.Sessions.Unwatch(session.Ref);
            MembersChanged();
        }
    }

    /// <summary>
    /// A player has taken a seat. When this throws, the player has not: the seat is free again without <see cref="OnLeft"/>, and <see cref="Join"/> throws the same.
    /// </summary>
    protected virtual void OnJoined(RoomSeat seat)
    {
    }

    /// <summary>A player's session ended; the seat is kept for <see cref="RoomOptions.ReconnectTimeout"/>.</summary>
    protected virtual void OnDisconnected(RoomSeat seat)
    {
    }

    /// <summary>A player came back to the seat with another session: the place to send what the client must know to play on.</summary>
    protected virtual void OnReconnected(RoomSeat seat)
    {
    }

    /// <summary>A player has lost the seat. Not called for those who are there when the room ends.</summary>
    protected virtual void OnLeft(RoomSeat seat, RoomLeaveReason reason)
    {
    }

    private RoomSeat Sit(Session session, string playerId)
    {
        StopViewing(session);
        var seat = new RoomSeat(LowestFreeIndex(), playerId, session.UserId, session.Ref) { Since = Time.GetUtcNow() };
        _seats.Insert(_seats.FindIndex(s => s.Index > seat.Index) is >= 0 and var at ? at : _seats.Count, seat);
        _services.Sessions.Watch(session.Ref);
        MembersChanged();
        try
        {
            OnJoined(seat);
            if (Options.StartsWithFirstPlayer)
            {
                Start();
            }
        }
        catch
        {
            Free(seat);
            throw;
        }

        return seat;
    }

    private void ThrowIfFinished()
    {
        if (_gone || Phase == RoomPhase.Finished)
        {
            throw new GameException(RoomErrors.Finished);
        }
    }

    private int LowestFreeIndex()
    {
        var index = 0;
        while (index < _seats.Count && _seats[index].Index == index)
        {
            index++;
        }

        return index;
    }

    private void Reconnect(RoomSeat seat, Session session)
    {
        if (seat.IsConnected)
        {
            _services.Sessions.Unwatch(seat.Session);
        }

        seat.Session = session.Ref;
        seat.UserId = session.UserId;
        seat.IsConnected = true;
        _services.Sessions.Watch(session.Ref);
        MembersChanged();
        OnReconnected(seat);
    }

    private void Lose(SessionRef session, SessionEndReason reason)
    {
        if (_viewers.Remove(session))
        {
            MembersChanged();
            return;
        }

        if (_seats.Find(s => s.IsConnected && s.Session == session) is not { } seat)
        {
            return;
        }

        // A guest whose session goes on is logging in.
        if (Options.ReconnectTimeout == TimeSpan.Zero || (seat.UserId.Length == 0 && reason != SessionEndReason.Unbound))
        {
            Remove(seat, RoomLeaveReason.Disconnected);
            return;
        }

        seat.IsConnected = false;
        seat.DisconnectedAt = Time.GetTimestamp();
        MembersChanged();
        OnDisconnected(seat);
    }

    private void Remove(RoomSeat seat, RoomLeaveReason reason)
    {
        if (Free(seat))
        {
            OnLeft(seat, reason);
        }
    }

    private bool Free(RoomSeat seat)
    {
        if (!_seats.Remove(seat))
        {
            return false;
        }

        if (seat.IsConnected)
        {
            _services.Sessions.Unwatch(seat.Session);
        }

        seat.IsConnected = false;
        MembersChanged();
        return true;
    }

    private void RemoveEverybody()
    {
        foreach (var session in Members())
        {
            _services.Sessions.Unwatch(session);
        }

        _seats.Clear();
        _viewers.Clear();
        MembersChanged();
    }

    private void EndAbsences(long now)
    {
        for (var i = _seats.Count - 1; i >= 0 && !_gone; i--)
        {
            var seat = _seats[i];
            if (!seat.IsConnected && Time.GetElapsedTime(seat.DisconnectedAt, now) >= Options.ReconnectTimeout)
            {
                Remove(seat, RoomLeaveReason.Disconnected);
                i = Math.Min(i, _seats.Count);
            }
        }
    }

    private IEnumerable<SessionRef> Members() => _seats.Where(s => s.IsConnected).Select(s => s.Session).Concat(_viewers);

    private void MembersChanged()
    {
        IsUnused = false;
        _wasOccupied = true;
        _changed = true;
        _everybody = null;
        TickIfNeeded();
        _lastActivity = _lastOccupied = Time.GetTimestamp();
    }
}
