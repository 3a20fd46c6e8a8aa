using Orleans.Runtime;
using Orleans.Storage;

namespace Mqant;

/// <content>Snapshots: what survives the silo.</content>
public abstract partial class Room
{
    private const string SnapshotName = "room";

    private readonly GrainState<RoomSnapshot> _stored = new(new RoomSnapshot());
    private readonly Guid _writer = Guid.NewGuid();
    private Task _storing = Task.CompletedTask;

    // Whether the last write succeeded. One that failed may have been executed all the same, and then its record is not the one that is known here.
    private bool _isRecordKnown = true;
    private long _lastSnapshot;

    internal virtual byte[] WriteState() => [];

    internal virtual void ReadState(byte[] state)
    {
    }

    internal RoomServices Services => _services;

    // What is kept in memory ends with the silo.
    private bool OutlivesItsActivation(DeactivationReason reason) => Options.SnapshotInterval is not null
        && (reason.ReasonCode != DeactivationReasonCode.ShuttingDown || !_services.IsStorageOfThisSilo);

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
                Since = Time.GetUtcNow(),
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
                Writer = _writer,
            };
            await WriteSnapshotAsync();
        }
        catch (InconsistentStateException exception)
        {
            Log.SnapshotOfOthers(_services.Logger, GrainContext.GrainId, exception);
            if (!_gone)
            {
                // The room lives elsewhere: this one was cut off from the cluster, and what it knows is old.
                _gone = true;
                Options = Options with { SnapshotInterval = null };
                DeactivateOnIdle();
            }
        }
        catch (Exception exception)
        {
            Log.SnapshotFailed(_services.Logger, GrainContext.GrainId, exception);
        }
    }

    private async Task WriteSnapshotAsync()
    {
        var storage = _services.Storage;
        _isRecordKnown = false;
        try
        {
            await storage.WriteStateAsync(SnapshotName, GrainContext.GrainId, _stored);
        }
        catch (InconsistentStateException)
        {
            if (!await TryAdoptRecordAsync())
            {
                throw;
            }

            await storage.WriteStateAsync(SnapshotName, GrainContext.GrainId, _stored);
        }

        _isRecordKnown = true;
    }

    /// <summary>Takes the record that is stored for the one to replace, unless another activation wrote it meanwhile.</summary>
    private async Task<bool> TryAdoptRecordAsync()
    {
        var record = new GrainState<RoomSnapshot>(new RoomSnapshot());
        await _services.Storage.ReadStateAsync(SnapshotName, GrainContext.GrainId, record);
        if (record.RecordExists && record.ETag != _stored.ETag && record.State?.Writer != _writer)
        {
            return false;
        }

        (_stored.ETag, _stored.RecordExists) = (record.ETag, record.RecordExists);
        return true;
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
            if ((_isRecordKnown || await TryAdoptRecordAsync()) && _stored.RecordExists)
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
