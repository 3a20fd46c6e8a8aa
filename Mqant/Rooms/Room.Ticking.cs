namespace Mqant;

/// <content>The tick and the inputs that wait for it.</content>
public abstract partial class Room
{
    private readonly List<Action>[] _inputs = [[], []];
    private List<Action> _waiting = null!;
    private Action _runTick = null!;
    private TickSchedule? _schedule;
    private bool _ticks;
    private TimeSpan _lateness;
    private long _overruns;

    // Called by the clock; a tick is under way or waits only once, for the next is scheduled when it ends.
    void IRoomAlarm.Ring()
    {
        if (!Volatile.Read(ref _gone))
        {
            GrainContext.Scheduler.QueueAction(_runTick);
        }
    }

    /// <summary>
    /// Has something done at the beginning of the next tick, after everything posted before. For what clients want to do to the game.
    /// </summary>
    /// <exception cref="GameException"><see cref="RoomErrors.TooManyInputs"/>, <see cref="RoomErrors.Finished"/>.</exception>
    protected void Post(Action input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (_gone)
        {
            throw new GameException(RoomErrors.Finished);
        }

        CountInput();
        _lastActivity = Time.GetTimestamp();
        _waiting.Add(TraceParents.Current is { } parent ? Trace(input, parent) : input);
        TickIfNeeded();
    }

    /// <summary>
    /// Plays for one tick: called at <see cref="RoomOptions.TickInterval"/> while the room is running, after the inputs. What is sent meanwhile leaves at
    /// the end of the tick.
    /// </summary>
    protected virtual void OnTick(RoomTick tick)
    {
    }

    // Whether there is anything that a tick would do.
    private bool NeedsTicks => _wasOccupied || Phase != RoomPhase.Created || _waiting.Count > 0;

    private void TickIfNeeded()
    {
        if (_ticks || _gone || !_activated || !NeedsTicks)
        {
            return;
        }

        _ticks = true;
        _schedule = new TickSchedule(Time.GetTimestamp(), Options.TickInterval, Time.TimestampFrequency);
        _services.Clock.Schedule(this, _schedule.Due);
    }

    private void RunTick()
    {
        if (_gone || _schedule is null)
        {
            return;
        }

        var began = Time.GetTimestamp();
        var tick = _schedule.Begin(began, out var lateness);
        _lateness = lateness;
        _overruns += tick.Skipped;
        _outbox.Hold();
        try
        {
            DrainInputs();
            if (Phase == RoomPhase.Running)
            {
                OnTick(tick);
            }

            KeepHouse(began);
        }
        catch (Exception exception)
        {
            Fail(exception);
        }

        _outbox.Flush();
        EndTrace();
        Record(tick, lateness, began);
        _ticks = !_gone && NeedsTicks;
        if (_ticks)
        {
            _services.Clock.Schedule(this, _schedule.Due);
        }
    }

    private void HandleLastInputs()
    {
        _outbox.Hold();
        try
        {
            DrainInputs();
        }
        catch (Exception exception)
        {
            Fail(exception);
        }

        _outbox.Flush();
        EndTrace();
    }

    private void DrainInputs()
    {
        // What inputs post themselves waits for the next tick.
        var inputs = _waiting;
        _waiting = ReferenceEquals(inputs, _inputs[0]) ? _inputs[1] : _inputs[0];
        foreach (var input in inputs)
        {
            if (_gone)
            {
                break;
            }

            input();
        }

        inputs.Clear();
    }

    private void Record(in RoomTick tick, TimeSpan lateness, long began)
    {
        var ended = Time.GetTimestamp();
        _statistics.Ticks.Add(1);
        _statistics.TickDuration.Record(Time.GetElapsedTime(began, ended), ended);
        _statistics.TickLateness.Record(lateness, ended);
        if (tick.Skipped > 0)
        {
            _statistics.Overruns.Add(tick.Skipped);
        }
    }
}
