namespace Mqant.Grains.XaXb;

[Matchmaking]
internal sealed class XaXbTableGrain(ISessions sessions) : Room<XaXbGame>, IXaXbTable
{
    // What mqant's tables call the phases of a room.
    private enum TableState
    {
        Initialized = 1,
        Active = 2,
        Paused = 3,
        Finished = 4,
    }

    private int TablePhase => (int)(Phase switch
    {
        RoomPhase.Created => TableState.Initialized,
        RoomPhase.Running => TableState.Active,
        RoomPhase.Paused => TableState.Paused,
        _ => TableState.Finished,
    });

    public async ValueTask EnterAsync(Session session)
    {
        if (IsUnused)
        {
            // The key is none that was given out, or its table is gone.
            Finish();
            throw new GameException("No room found");
        }

        try
        {
            var seat = Join(session);
            SendToAll("XaXb/OnEnter", new Entered(seat.UserId, seat.Index, TablePhase));

            // The one who enters learns the seat before the reply, which comes from another grain.
            await sessions.FlushAsync(session.Ref);
        }
        catch (GameException exception) when (exception.Message == RoomErrors.Full)
        {
            throw new GameException("房间已满,无法加入游戏");
        }
    }

    public ValueTask ExitAsync(Session session)
    {
        if (IsUnused)
        {
            Finish();
        }
        else if (TryGetSeat(session, out var seat))
        {
            Leave(seat);
        }

        return default;
    }

    public ValueTask SitDownAsync(Session session) => PostFor(session, static _ => { });

    public ValueTask StartGameAsync(Session session) => PostFor(session, _ => Resume());

    public ValueTask PauseGameAsync(Session session) => PostFor(session, _ => Pause());

    public ValueTask StakeAsync(Session session, int target) => PostFor(session, seat =>
    {
        if (Phase == RoomPhase.Running && State.Stake(seat.Index, target))
        {
            Sync();
        }
    });

    protected override RoomOptions Configure() => new()
    {
        TickInterval = TimeSpan.FromMilliseconds(100),
        Capacity = XaXbGame.Seats,
        StartsWithFirstPlayer = false,
        IdleTimeout = TimeSpan.FromSeconds(60),
        SnapshotInterval = TimeSpan.FromSeconds(5),
    };

    protected override void OnJoined(RoomSeat seat) => State.Players[seat.Index] = new Player { Rid = seat.UserId, SeatIndex = seat.Index };

    protected override void OnReconnected(RoomSeat seat) => Sync();

    protected override void OnLeft(RoomSeat seat, RoomLeaveReason reason)
    {
        if (Phase is RoomPhase.Running or RoomPhase.Paused)
        {
            Finish();
            return;
        }

        State.Players[seat.Index] = null;
        Sync();
    }

    protected override void OnStarted()
    {
        State.Start();
        BeginPhase();
    }

    protected override void OnPaused() => SendToAll("XaXb/OnPause", State.Present);

    protected override void OnResumed() => SendToAll("XaXb/OnResume", State.Present);

    protected override void OnFinished() => SendToAll("XaXb/OnStop", State.Present);

    protected override void OnTick(RoomTick tick)
    {
        if (State.Pass(tick.Elapsed, Random.Shared))
        {
            BeginPhase();
        }
    }

    // All that a player does at the table shows that the player sits there, and the game starts when both do.
    private ValueTask PostFor(Session session, Action<RoomSeat> input)
    {
        if (IsUnused)
        {
            // As for those who enter.
            Finish();
        }
        else if (TryGetSeat(session, out var seat))
        {
            Post(() =>
            {
                if (State.Players[seat.Index] is not { } player)
                {
                    return;
                }

                if (!player.SitDown)
                {
                    player.SitDown = true;
                    Sync();
                }

                if (Phase == RoomPhase.Created && State.IsReady)
                {
                    Start();
                }

                input(seat);
            });
        }

        return default;
    }

    private void BeginPhase()
    {
        switch (State.Phase)
        {
            case XaXbPhase.Settlement:
                SendToAll("XaXb/Settlement", new Settled(State.Result, [.. State.Present]));
                break;
            case XaXbPhase.Idle:
                SendToAll("XaXb/Idle", new PhaseBegan(XaXbGame.StakeCoins));
                SendAwayWhoCannotPay();
                break;
            default:
                SendToAll($"XaXb/{State.Phase}", new PhaseBegan(XaXbGame.StakeCoins));
                break;
        }

        Sync();
    }

    private void SendAwayWhoCannotPay()
    {
        foreach (var seat in Seats.Where(s => State.Players[s.Index]!.Coin < XaXbGame.StakeCoins).ToList())
        {
            Send(seat, "XaXb/Exit", new SentAway("金币不足你被强制离开房间"));
            Leave(seat);
        }
    }

    private void Sync() => SendLatest("XaXb/OnSync", new Synced([.. State.Present], TablePhase, State.Phase.ToString()));
}
