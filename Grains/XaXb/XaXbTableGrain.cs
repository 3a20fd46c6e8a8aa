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

        var isNew = !TryGetSeat(session, out var seat);
        try
        {
            seat ??= Join(session);
        }
        catch (GameException exception) when (exception.Message == RoomErrors.Full)
        {
            throw new GameException("房间已满,无法加入游戏");
        }

        Send(seat, "XaXb/OnEnter", new Entered(seat.UserId, seat.Index, TablePhase));
        if (isNew)
        {
            SendToAll("XaXb/OnEnter", State.Players[seat.Index]!);
        }

        // The one who enters learns the seat before the reply, which comes from another grain.
        await sessions.FlushAsync(session.Ref);
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

    public ValueTask SitDownAsync(Session session) => TryPost(session, static _ => { }) ? default : throw new GameException(XaXbErrors.NoSeat);

    public ValueTask StartGameAsync(Session session)
    {
        TryPost(session, _ => Resume());
        return default;
    }

    public ValueTask PauseGameAsync(Session session)
    {
        TryPost(session, _ => Pause());
        return default;
    }

    public ValueTask StakeAsync(Session session, int target)
    {
        TryPost(session, seat =>
        {
            if (Phase == RoomPhase.Running)
            {
                State.Stake(seat.Index, target);
            }
        });
        return default;
    }

    protected override RoomOptions Configure() => new()
    {
        // Five make a phase.
        TickInterval = TimeSpan.FromMilliseconds(130),
        Capacity = XaXbGame.Seats,
        StartsWithFirstPlayer = false,
        IdleTimeout = TimeSpan.FromSeconds(60),
        SnapshotInterval = TimeSpan.FromSeconds(5),
    };

    protected override void OnJoined(RoomSeat seat) =>
        State.Players[seat.Index] = new Player { Rid = seat.UserId, SeatIndex = seat.Index, Coin = XaXbGame.CoinsBefore };

    protected override void OnLeft(RoomSeat seat, RoomLeaveReason reason)
    {
        if (Phase is not (RoomPhase.Running or RoomPhase.Paused))
        {
            State.Players[seat.Index] = null;
            return;
        }

        // The player who stays sees the other's seat empty.
        var player = State.Players[seat.Index]!;
        (player.Rid, player.SitDown) = ("", false);
        Pause();
        Finish();
    }

    protected override void OnStarted()
    {
        State.Start();
        BeginPhase();
        OnResumed();
    }

    protected override void OnPaused() => SendToAll("XaXb/OnPause", State.Present);

    protected override void OnResumed() => SendToAll("XaXb/OnResume", State.Present);

    protected override void OnFinished()
    {
        foreach (var player in State.Present)
        {
            player.SitDown = false;
        }

        SendToAll("XaXb/OnStop", State.Present);
    }

    protected override void OnTick(RoomTick tick)
    {
        if (State.Pass(tick.Elapsed, Random.Shared))
        {
            BeginPhase();
        }
    }

    // All that a player does at the table shows that the player sits there, and the game starts when both do. False for a session without a seat.
    private bool TryPost(Session session, Action<RoomSeat> input)
    {
        if (IsUnused)
        {
            // As for those who enter.
            Finish();
            return false;
        }

        if (!TryGetSeat(session, out var seat))
        {
            return false;
        }

        Post(() =>
        {
            if (!Seats.Contains(seat))
            {
                return;
            }

            State.Players[seat.Index]!.SitDown = true;
            if (Phase == RoomPhase.Created && State.IsReady)
            {
                Start();
            }

            input(seat);
        });
        return true;
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
    }

    private void SendAwayWhoCannotPay()
    {
        foreach (var seat in Seats.Where(s => State.Players[s.Index]!.Coin < XaXbGame.StakeCoins).ToList())
        {
            Send(seat, "XaXb/Exit", new SentAway("金币不足你被强制离开房间"));
            Leave(seat);
        }
    }
}
