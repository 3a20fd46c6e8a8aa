using Orleans.Storage;

namespace Mqant;

/// <content>Snapshots: what survives the silo.</content>
public abstract partial class Room
{
    private const string SnapshotName = "room";

    private readonly GrainState<RoomSnapshot> _stored = new(new RoomSnapshot());
    private Task _storing = Task.CompletedTask;
    private long _lastSnapshot;

    internal virtual byte[] WriteState() => [];

    internal virtual void ReadState(byte[] state)
    {
    }

    internal RoomServices Services => _services;

    private async Task<bool> RestoreAsync(CancellationToken cancellationToken)
    {
        _lastSnapshot = Time.GetTimestamp();
        if (Options.SnapshotInterval is null)
        {
            return false;
        }

        await _services.Storage.ReadStateAsync(SnapshotName, GrainContext.GrainId, _stored, cancellationToken);
        if (!_stored.RecordExists || _stored.State is not { } snapshot)
        {
            return false;
        }

        Phase = snapshot.Phase;
        Capacity = snapshot.Capacity;
        foreach (var stored in snapshot.Seats)
        {
            _seats.Add(new RoomSeat(stored.Index, stored.PlayerId, stored.UserId, stored.Session)
            {
                IsConnected = stored.IsConnected,
                DisconnectedAt = _lastSnapshot,
            });
        }

        _viewers.AddRange(snapshot.Viewers);
        ReadState(snapshot.State);

        // Those who went away meanwhile are reported soon.
        foreach (var session in Members())
        {
            _services.Sessions.Watch(session);
        }

        MembersChanged();
        return true;
    }

    private void StoreSnapshotIfDue(long now)
    {
        if (_storing.IsCompleted && Time.GetElapsedTime(_lastSnapshot, now) >= Options.SnapshotInterval - (HousekeepingInterval / 2))
        {
            _lastSnapshot = now;
            _storing = StoreSnapshotAsync();
        }
    }

    private async Task StoreSnapshotAsync()
    {
        if (Options.SnapshotInterval is null)
        {
            return;
        }

        try
        {
            await _storing;
            _stored.State = new RoomSnapshot
            {
                Phase = Phase,
                Capacity = Capacity,
                Seats = [.. _seats.Select(s => new SeatSnapshot(s.Index, s.PlayerId, s.UserId, s.Session, s.IsConnected))],
                Viewers = [.. _viewers],
                State = WriteState(),
            };
            await _services.Storage.WriteStateAsync(SnapshotName, GrainContext.GrainId, _stored);
        }
        catch (Exception exception)
        {
            Log.SnapshotFailed(_services.Logger, GrainContext.GrainId, exception);
            if (exception is InconsistentStateException && !_gone)
            {
                // The room lives elsewhere: this one was cut off from the cluster, and what it knows is old.
                _gone = true;
                Options = Options with { SnapshotInterval = null };
                DeactivateOnIdle();
            }
        }
    }

    private async Task ClearSnapshotAsync()
    {
        if (Options.SnapshotInterval is null)
        {
            return;
        }

        try
        {
            await _storing;
            if (_stored.RecordExists)
            {
                await _services.Storage.ClearStateAsync(SnapshotName, GrainContext.GrainId, _stored);
            }
        }
        catch (Exception exception)
        {
            Log.SnapshotFailed(_services.Logger, GrainContext.GrainId, exception);
        }
    }
}
