using Mqant;
using MyGame.Contracts;

namespace MyGame.Modules.Coins;

[Matchmaking(OpenToClients = true)]
internal sealed class CoinsRoom : Room<Board>, ICoins
{
    public ValueTask<BoardView> JoinAsync(Session session)
    {
        Join(session);
        return new(State.View());
    }

    public ValueTask TurnAsync(Session session, Turn turn)
    {
        var player = GetSeat(session).PlayerId;

        // What players do happens in the next tick, in the order in which it arrived.
        Post(() => State.Turn(player, turn.Direction));
        return default;
    }

    protected override RoomOptions Configure() => new()
    {
        TicksPerSecond = 5,
        Capacity = 4,
        IdleTimeout = TimeSpan.FromMinutes(5),
        SnapshotInterval = TimeSpan.FromSeconds(5),
    };

    protected override void OnJoined(RoomSeat seat) => State.Add(seat.PlayerId);

    protected override void OnLeft(RoomSeat seat, RoomLeaveReason reason) => State.Remove(seat.PlayerId);

    protected override void OnTick(RoomTick tick)
    {
        State.Step();
        SendLatest("Coins/OnBoard", State.View());
        if (State.Winner is not null)
        {
            Finish();
        }
    }

    protected override void OnFinished()
    {
        if (State.Winner is { } winner)
        {
            SendToAll("Coins/OnWon", new Won(winner));
        }
    }
}
