namespace Mqant.Bench.Rooms;

internal sealed class ArenaGrain : Room, IArena
{
    private const int TicksPerSecond = 20;
    private const double Size = 1_000;
    private const double Speed = 7;

    private readonly Dictionary<string, Fighter> _fighters = new(StringComparer.Ordinal);

    public async ValueTask<string> JoinAsync(Session session)
    {
        if (session.UserId.Length == 0)
        {
            await session.BindAsync(Guid.NewGuid().ToString("N")[..12], store: false);
        }

        Join(session);
        return "success";
    }

    protected override RoomOptions Configure() => new() { TicksPerSecond = TicksPerSecond, ReconnectTimeout = TimeSpan.Zero, EmptyTimeout = TimeSpan.Zero };

    protected override void OnJoined(RoomSeat seat) => _fighters[seat.PlayerId] = new Fighter(seat.PlayerId);

    protected override void OnLeft(RoomSeat seat, RoomLeaveReason reason) => _fighters.Remove(seat.PlayerId);

    protected override void OnTick(RoomTick tick)
    {
        foreach (var fighter in _fighters.Values)
        {
            fighter.Move();
        }

        SendToAll("Arena/OnTick", new World(tick.Number, _fighters.Values));
    }

    private sealed class Fighter(string id)
    {
        private double _angle = Random.Shared.NextDouble() * Math.Tau;

        public string Id { get; } = id;

        public double X { get; private set; } = Size / 2;

        public double Y { get; private set; } = Size / 2;

        public void Move()
        {
            X = Math.Round(Math.Clamp(X + (Math.Cos(_angle) * Speed), 0, Size), 2);
            Y = Math.Round(Math.Clamp(Y + (Math.Sin(_angle) * Speed), 0, Size), 2);
            _angle = X is 0 or Size || Y is 0 or Size ? Random.Shared.NextDouble() * Math.Tau : _angle;
        }
    }

    private sealed record World(long Tick, IReadOnlyCollection<Fighter> Fighters);
}
