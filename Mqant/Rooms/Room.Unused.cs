namespace Mqant;

/// <content>The time until somebody is there.</content>
public abstract partial class Room
{
    // Whether somebody ever had a seat or watched.
    private bool _wasOccupied;
    private UnusedAlarm? _unused;

    // A call that names a key brings a room about. Until somebody wants it, it costs one look now and then.
    private void AwaitUse()
    {
        _unused = new UnusedAlarm(this);
        AwaitUse(Options.UnusedTimeout);
    }

    private void AwaitUse(TimeSpan time) => _services.Clock.Schedule(_unused!, Time.GetTimestamp() + (long)(time.TotalSeconds * Time.TimestampFrequency));

    private void LookWhetherUsed()
    {
        if (_gone || _wasOccupied)
        {
            _unused = null;
            return;
        }

        var now = Time.GetTimestamp();
        EndReservations(now);
        if (_reservations.Count > 0 || _ticks || CallScope.IsBusy(GrainContext))
        {
            AnnounceIfDue(now);
            AwaitUse(HousekeepingInterval);
        }
        else
        {
            Destroy();
        }
    }

    private sealed class UnusedAlarm(Room room) : IRoomAlarm
    {
        public void Ring() => room.GrainContext.Scheduler.QueueAction(room.LookWhetherUsed);
    }
}
