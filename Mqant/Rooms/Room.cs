using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Mqant;

/// <summary>
/// Base of a grain in which players meet: seats, a tick at a fixed rate, sending, and a life from the first call until it is finished or empty.
/// <para>
/// Handlers run as turns of the grain, as everywhere. What they do to the game they usually <see cref="Post"/>, so that it happens in the next tick, in
/// order with everything else. A tick is synchronous and runs between turns, also while a handler awaits something.
/// </para>
/// <para>
/// A room keeps itself active and goes away by itself: finished, or without players, viewers and reservations for <see cref="RoomOptions.EmptyTimeout"/>.
/// An exception in a tick ends this room alone: its players get push <c>Room/OnFailed {"module","room"}</c>.
/// </para>
/// </summary>
public abstract partial class Room : Grain, IRoom, ISessionWatcher, IRoomAlarm
{
    private static readonly TimeSpan HousekeepingInterval = TimeSpan.FromSeconds(1);

    private RoomServices _services = null!;
    private RoomOutbox _outbox = null!;
    private RoomStatistics _statistics = null!;
    private int _countedPlayers;
    private bool _activated;
    private bool _gone;
    private long _lastActivity;
    private long _lastOccupied;
    private long _lastHousekeeping;

    /// <summary>Where the room is in its life.</summary>
    public RoomPhase Phase { get; private set; }

    /// <summary>The room's options, as <see cref="Configure"/> gave them.</summary>
    protected RoomOptions Options { get; private set; } = null!;

    /// <summary>The room's key.</summary>
    protected string Name => this.GetPrimaryKeyString();

    /// <summary>The time that rooms live by.</summary>
    protected TimeProvider Time => _services.Time;

    /// <summary>Called for the time of an activation.</summary>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _services = ServiceProvider.GetRequiredService<RoomServices>();
        _outbox = new RoomOutbox(_services.Lanes, GrainContext);
        _statistics = _services.Metrics.GetRooms(GrainContext.GrainId.Type.ToString()!, Time);
        Options = Configure();
        Options.Validate();
        Capacity = Options.Capacity;
        _waiting = _inputs[0];
        _runTick = RunTick;
        _lastActivity = _lastOccupied = _lastHousekeeping = Time.GetTimestamp();
        if (await RestoreAsync(cancellationToken))
        {
            OnRestored();
        }
        else
        {
            await OnCreatedAsync();
        }

        DelayDeactivation(TimeSpan.MaxValue);
        _statistics.Active.Add(1);
        _activated = true;
        _services.Active[GrainContext.GrainId] = this;
        AwaitUse();
        TickIfNeeded();
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (!_activated)
        {
            // It could not be restored: what is stored must stay.
            return;
        }

        _statistics.Active.Add(-1);
        CountPlayers(0);
        _services.Active.TryRemove(new(GrainContext.GrainId, this));
        var survives = !_gone && OutlivesItsActivation(reason);
        if (survives)
        {
            // Those who posted them were told that it worked.
            HandleLastInputs();
        }

        if (_gone)
        {
            await ClearSnapshotAsync();
            return;
        }

        // It lives on elsewhere with the next call.
        _gone = true;
        if (survives)
        {
            await StoreSnapshotAsync();
        }
    }

    ValueTask ISessionWatcher.OnSessionEndedAsync(SessionRef session, SessionEndReason reason)
    {
        if (!_gone)
        {
            Lose(session, reason);
        }

        return default;
    }

    /// <summary>Says how the room behaves. Called once for each activation.</summary>
    protected virtual RoomOptions Configure() => new();

    /// <summary>
    /// Begins to play. Does nothing unless the room is <see cref="RoomPhase.Created"/>, which it still is when <see cref="OnStarted"/> throws.
    /// </summary>
    protected void Start()
    {
        if (Phase == RoomPhase.Created)
        {
            Enter(RoomPhase.Running);
            try
            {
                OnStarted();
            }
            catch when (Phase != RoomPhase.Finished)
            {
                Enter(RoomPhase.Created);
                throw;
            }
        }
    }

    /// <summary>Stops calling <see cref="OnTick"/>; inputs are still handled. Does nothing unless the room is running.</summary>
    protected void Pause()
    {
        if (Phase == RoomPhase.Running)
        {
            Enter(RoomPhase.Paused);
            OnPaused();
        }
    }

    /// <summary>Plays on. Does nothing unless the room is paused.</summary>
    protected void Resume()
    {
        if (Phase == RoomPhase.Paused)
        {
            Enter(RoomPhase.Running);
            OnResumed();
        }
    }

    /// <summary>
    /// Ends the room: <see cref="OnFinished"/>, then it goes away with its snapshot, and its key names a new room. An exception in
    /// <see cref="OnFinished"/> counts as one in a tick.
    /// </summary>
    protected void Finish()
    {
        if (Phase != RoomPhase.Finished && !_gone)
        {
            Enter(RoomPhase.Finished);
            try
            {
                OnFinished();
            }
            catch (Exception exception)
            {
                // The room is over all the same, also where no tick would end it for this.
                Fail(exception);
            }

            Destroy();
        }
    }

    /// <summary>The room was made, and has no player yet.</summary>
    protected virtual ValueTask OnCreatedAsync() => default;

    /// <summary>The room came back from its snapshot: its silo stopped or died. Seats and state are there.</summary>
    protected virtual void OnRestored()
    {
    }

    /// <summary>The room begins to play.</summary>
    protected virtual void OnStarted()
    {
    }

    /// <summary>The room pauses.</summary>
    protected virtual void OnPaused()
    {
    }

    /// <summary>The room plays on after a pause.</summary>
    protected virtual void OnResumed()
    {
    }

    /// <summary>The room is over. Its players still have their seats: the place to tell them.</summary>
    protected virtual void OnFinished()
    {
    }

    /// <summary>The room goes away: finished, failed or empty. Not called when it moves to another silo.</summary>
    protected virtual void OnDestroyed()
    {
    }

    private void Enter(RoomPhase phase)
    {
        Phase = phase;
        _changed = true;
        TickIfNeeded();
    }

    private void Destroy()
    {
        if (_gone)
        {
            return;
        }

        _gone = true;
        Enter(RoomPhase.Finished);
        try
        {
            OnDestroyed();
        }
        catch (Exception exception)
        {
            Log.HookFailed(_services.Logger, GrainContext.GrainId, nameof(OnDestroyed), exception);
        }

        Announce();
        RemoveEverybody();
        DeactivateOnIdle();
    }

    private void Fail(Exception exception)
    {
        _statistics.Failures.Add(1);
        Log.Failed(_services.Logger, GrainContext.GrainId, _seats.Count, exception);
        if (!_gone)
        {
            SendToAll("Room/OnFailed", new RoomFailed(ModuleDescriptor.For(GetType())?.Traits.Name, Name));
            Destroy();
        }
    }

    // Once a second, at the end of a tick: nothing here needs to be more exact, and a second timer for each room would cost as much as the ticks.
    private void KeepHouse(long now)
    {
        if (_gone || Time.GetElapsedTime(_lastHousekeeping, now) < HousekeepingInterval - (Options.TickInterval / 2))
        {
            return;
        }

        _lastHousekeeping = now;
        CountPlayers(_seats.Count);
        EndReservations(now);
        EndAbsences(now);
        if (_seats.Count > 0 || _viewers.Count > 0 || _reservations.Count > 0)
        {
            _lastOccupied = now;
        }

        if (Time.GetElapsedTime(_lastOccupied, now) >= Options.EmptyTimeout && _lastOccupied != now)
        {
            Destroy();
        }
        else if (Time.GetElapsedTime(_lastActivity, now) >= Options.IdleTimeout)
        {
            Finish();
        }

        if (!_gone)
        {
            StoreSnapshotIfDue(now);
            AnnounceIfDue(now);
        }
    }

    // Once a second is exact enough for whoever looks from outside.
    private void CountPlayers(int players)
    {
        _statistics.Players.Add(players - _countedPlayers);
        _countedPlayers = players;
    }

    private static partial class Log
    {
        [LoggerMessage(1301, LogLevel.Error, "Room {Room} with {Players} players ended because its game failed.")]
        public static partial void Failed(ILogger logger, GrainId room, int players, Exception exception);

        [LoggerMessage(1302, LogLevel.Error, "{Hook} of room {Room} failed.")]
        public static partial void HookFailed(ILogger logger, GrainId room, string hook, Exception exception);

        [LoggerMessage(1303, LogLevel.Error, "The snapshot of room {Room} could not be stored.")]
        public static partial void SnapshotFailed(ILogger logger, GrainId room, Exception exception);

        [LoggerMessage(1304, LogLevel.Warning, "The snapshot of room {Room} was stored by somebody else.")]
        public static partial void SnapshotOfOthers(ILogger logger, GrainId room, Exception exception);
    }
}
