using System.Security.Cryptography;

namespace Mqant.Grains.Hitball;

[Matchmaking(OpenToClients = true)]
internal sealed class HitballTableGrain : Room<HitballGame>, IHitballTable
{
    private const string Success = "success";
    private const string RidCharacters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const int TicksOfSync = 4;

    // About a second: what another ball was about to eat is eaten by then, and nobody who asks for everything makes a flood of it.
    private const int TicksOfRenewal = 45;

    private int _sinceSync;
    private int _sinceRenewal;

    public async ValueTask<string> JoinAsync(Session session)
    {
        if (session.UserId.Length == 0)
        {
            await session.BindAsync(RandomNumberGenerator.GetString(RidCharacters, 8), store: false);
        }

        var seat = Join(session);
        Send(seat, "Hitball/OnEnter", new OnEnter(seat.PlayerId, State.Players, State.Coins));
        return Success;
    }

    public ValueTask<string> FireAsync(Session session, FireBall request)
    {
        if (request is not { Angle: { } angle, Power: { } power, X: not null, Y: not null })
        {
            throw new GameException("Angle , Power X ,Y cannot be nil");
        }

        if (TryGetSeat(session, out var seat))
        {
            Post(() => State.Fire(seat.PlayerId, angle, power, Nanoseconds()));
        }

        return new(Success);
    }

    public ValueTask<string> EatCoinAsync(Session session, EatCoin request)
    {
        if (request.Id is not { } id)
        {
            throw new GameException("Id cannot be nil");
        }

        if (TryGetSeat(session, out var seat))
        {
            Post(() =>
            {
                if (State.Eat(seat.PlayerId, (int)id) is { } coin)
                {
                    SendToAll("Hitball/OnEatCoins", coin);
                }
            });
        }

        return new(Success);
    }

    public ValueTask<string> MoveAsync(Session session, MoveBall request)
    {
        if (request is not { War: not null, Wid: not null, X: { } x, Y: { } y })
        {
            throw new GameException("war , wid ,x ,y cannot be nil");
        }

        // JSON has no infinity to answer with, but a number that is too large is read as one.
        if (!double.IsFinite(x) || !double.IsFinite(y))
        {
            throw new GameException(GameErrors.BadJson);
        }

        session.Send("Hitball/OnMove", new OnMoved([new Position(x, y)]));
        return new(Success);
    }

    protected override RoomOptions Configure() => new()
    {
        TickInterval = TimeSpan.FromMilliseconds(22),
        Capacity = 500,
        ReconnectTimeout = TimeSpan.Zero,
        SnapshotInterval = TimeSpan.FromSeconds(5),
    };

    // Clients load their pictures after they entered, and miss what is pushed meanwhile.
    protected override ValueTask OnCreatedAsync()
    {
        while (State.AddCoin(Random.Shared) is not null)
        {
        }

        return default;
    }

    protected override void OnJoined(RoomSeat seat)
    {
        var player = State.Add(seat.PlayerId, Random.Shared);
        player.LastRequestDate = Nanoseconds();
        SendToAll("Hitball/OnJoin", player);
    }

    protected override void OnLeft(RoomSeat seat, RoomLeaveReason reason) => State.Players.Remove(seat.PlayerId);

    protected override void OnTick(RoomTick tick)
    {
        State.Move();
        if (State.AddCoin(Random.Shared) is { } coin)
        {
            SendToAll("Hitball/OnAddCoins", coin);
        }

        if (++_sinceRenewal >= TicksOfRenewal)
        {
            _sinceRenewal = 0;
            foreach (var (old, renewed) in State.Renew())
            {
                SendToAll("Hitball/OnAddCoins", renewed);
                SendToAll("Hitball/OnEatCoins", old);
            }
        }

        if (++_sinceSync >= TicksOfSync)
        {
            _sinceSync = 0;
            SendLatest("Hitball/OnMove", State.Players);
        }
    }

    private long Nanoseconds() => (Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
}
