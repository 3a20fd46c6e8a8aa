using System.Reflection;

namespace Mqant;

/// <content>Reservations, and what the matchmaker is told.</content>
public abstract partial class Room
{
    /// <summary>A room that nothing changes in reports so often; a matchmaker forgets a room after three times that.</summary>
    internal static readonly TimeSpan AnnounceInterval = TimeSpan.FromSeconds(5);

    private bool? _hasMatchmaker;
    private bool _changed = true;
    private long _lastAnnounced;

    private RoomStatus Status => new(Name, _seats.Count, _reservations.Count, Capacity, Phase);

    ValueTask<RoomReservation> IRoom.ReserveAsync(string playerId, int? capacity)
    {
        ArgumentException.ThrowIfNullOrEmpty(playerId);
        if (_gone || Phase == RoomPhase.Finished)
        {
            return new(new RoomReservation(false, Status));
        }

        // The room behind the plain module is everybody's: nobody makes it smaller.
        if (IsUnused && Name != ModuleKeys.Singleton && capacity is { } seats)
        {
            Capacity = Math.Clamp(seats, 1, Options.Capacity);
        }

        var accepted = _reservations.ContainsKey(playerId) || _seats.Exists(s => s.PlayerId == playerId) || !IsFull;
        if (accepted && !_seats.Exists(s => s.PlayerId == playerId))
        {
            IsUnused = false;
            _reservations[playerId] = _lastOccupied = Time.GetTimestamp();
            _changed = true;
        }

        return new(new RoomReservation(accepted, Status));
    }

    private void EndReservations(long now)
    {
        foreach (var (player, since) in _reservations)
        {
            if (Time.GetElapsedTime(since, now) >= Options.ReservationTimeout)
            {
                _reservations.Remove(player);
                _changed = true;
            }
        }
    }

    private void AnnounceIfDue(long now)
    {
        if (_changed || Time.GetElapsedTime(_lastAnnounced, now) >= AnnounceInterval - (HousekeepingInterval / 2))
        {
            _lastAnnounced = now;
            Announce();
        }
    }

    private void Announce()
    {
        _changed = false;
        if (_hasMatchmaker ??= GetType().IsDefined(typeof(MatchmakingAttribute), inherit: true))
        {
            _ = GrainFactory.GetMatchmaker(GrainContext.GrainId.Type).AnnounceAsync(Status);
        }
    }
}
