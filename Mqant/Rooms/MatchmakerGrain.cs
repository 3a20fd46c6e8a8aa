using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Mqant;

/// <summary>
/// Calls of players interleave: each waits for rooms, not for the calls before it. Between two calls of rooms the list is right, for it counts the players
/// that are on their way.
/// </summary>
[Reentrant]
internal sealed class MatchmakerGrain(MqantMetrics metrics, IOptions<RoomLimits> options, INamePolicy names, BudgetReports reports, TimeProvider time) : Grain, IMatchmaker
{
    private const int MaxNameLength = 64;

    // A room that does not say how many seats it has is assumed to have one for everybody: it will say it when it is asked.
    private const int UnknownCapacity = int.MaxValue;

    private static readonly TimeSpan ForgetAfter = 3 * Room.AnnounceInterval;
    private static readonly TimeSpan RememberMatch = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, Entry> _rooms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Room, long At)> _matches = new(StringComparer.Ordinal);
    private readonly Dictionary<(bool IsAddress, string Of), SteadyBudget> _newRooms = [];
    private readonly RoomLimits _limits = options.Value;
    private readonly long _origin = time.GetTimestamp();

    // Of the largest room so far; 0 before the first. Those that players made smaller tell nothing about a new one.
    private int _capacity;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(Forget, new GrainTimerCreationOptions(Room.AnnounceInterval, Room.AnnounceInterval) { Interleave = true });
        return Task.CompletedTask;
    }

    public ValueTask<string> QuickMatchAsync(string playerId) => QuickMatchAsync(Trusted(playerId));

    public ValueTask<string> QuickMatchAsync(RoomSeeker player) => MeasureAsync(MatchAsync(player));

    public ValueTask<RoomStatus> JoinOrCreateAsync(string playerId, string name, int? capacity) => JoinOrCreateAsync(Trusted(playerId), name, capacity);

    public ValueTask<RoomStatus> JoinOrCreateAsync(RoomSeeker player, string name, int? capacity) => MeasureAsync(JoinAsync(player, name, capacity));

    public ValueTask<RoomStatus[]> ListAsync(int count) =>
        new([.. _rooms.Values.Where(e => e.Free > 0 && e.Known).OrderBy(e => e.Free).ThenBy(e => e.Status.Name, StringComparer.Ordinal).Take(count).Select(e => e.Status)]);

    public ValueTask AnnounceAsync(RoomStatus room)
    {
        Learn(room);
        return default;
    }

    private async ValueTask<T> MeasureAsync<T>(ValueTask<T> match)
    {
        var began = time.GetTimestamp();
        var outcome = CallOutcome.Failed;
        try
        {
            var found = await match;
            outcome = CallOutcome.Ok;
            return found;
        }
        catch (GameException)
        {
            outcome = CallOutcome.Refused;
            throw;
        }
        finally
        {
            metrics.Matched(this.GetPrimaryKeyString(), outcome, time.GetElapsedTime(began));
        }
    }

    // Whom game code names without saying more.
    private static RoomSeeker Trusted(string playerId) => new(playerId, Address: "", IsGuest: false);

    private long Now => time.GetElapsedTime(_origin).Ticks;

    private async ValueTask<string> MatchAsync(RoomSeeker player)
    {
        var playerId = player.PlayerId;
        ArgumentException.ThrowIfNullOrEmpty(playerId);
        if (_matches.TryGetValue(playerId, out var match) && time.GetElapsedTime(match.At) < RememberMatch
            && _rooms.ContainsKey(match.Room) && await ReserveAsync(playerId, match.Room, null) is { Accepted: true })
        {
            return match.Room;
        }

        while (true)
        {
            if (Fullest() is not { } room)
            {
                CountNewRoom(player, byName: false);
                room = Guid.NewGuid().ToString("N");
            }

            if (await ReserveAsync(playerId, room, null) is { Accepted: true })
            {
                _matches[playerId] = (room, time.GetTimestamp());
                return room;
            }
        }
    }

    private async ValueTask<RoomStatus> JoinAsync(RoomSeeker player, string chosen, int? capacity)
    {
        var playerId = player.PlayerId;
        ArgumentException.ThrowIfNullOrEmpty(playerId);
        if (!IsAllowed(chosen) || names.Normalize(NameKind.Key, chosen) is not { } name || !IsAllowed(name))
        {
            throw new GameException(RoomErrors.BadName);
        }

        if (!_rooms.ContainsKey(name))
        {
            CountNewRoom(player, byName: true);
        }

        var reservation = await ReserveAsync(playerId, name, capacity);
        return reservation.Accepted ? reservation.Status : throw new GameException(RoomErrors.Full);
    }

    // Clients call the room by a topic with its name.
    private static bool IsAllowed(string? name) => !string.IsNullOrWhiteSpace(name)
        && Encoding.UTF8.GetByteCount(name) <= MaxNameLength
        && !name.Any(static c => char.IsControl(c) || c is '/' or '+' or '#');

    // Each is a new activation for somebody to pay. Whoever game code names without an address pays for names alone: what it makes otherwise is its own business.
    private void CountNewRoom(RoomSeeker player, bool byName)
    {
        if (_rooms.Count >= _limits.MaxRooms || (player.IsGuest && _rooms.Count >= _limits.MaxRooms * _limits.GuestShare))
        {
            var option = _rooms.Count >= _limits.MaxRooms ? nameof(RoomLimits.MaxRooms) : nameof(RoomLimits.GuestShare);
            reports.Exceeded("rooms", $"{RoomLimits.SectionName}:{option}", this.GetPrimaryKeyString());
            throw new GameException(RoomErrors.NoRoom);
        }

        if (player.Address.Length == 0 && !byName)
        {
            return;
        }

        var address = AddressKey.Of(player.Address);
        var (ofPlayer, ofAddress) = (TimeSpan.TicksPerMinute / _limits.MaxNewRoomsPerMinute, TimeSpan.TicksPerMinute / _limits.MaxNewRoomsPerMinutePerAddress);
        if (!HasBudget((false, player.PlayerId), ofPlayer) || (player.Address.Length > 0 && !HasBudget((true, address), ofAddress)))
        {
            reports.Exceeded(
                "new_rooms", $"{RoomLimits.SectionName}:{nameof(RoomLimits.MaxNewRoomsPerMinute)}, {nameof(RoomLimits.MaxNewRoomsPerMinutePerAddress)}", player.Address);
            throw new GameException(GameErrors.TooManyKeys);
        }

        Spend((false, player.PlayerId), ofPlayer);
        if (player.Address.Length > 0)
        {
            Spend((true, address), ofAddress);
        }
    }

    private bool HasBudget((bool, string) of, long price) => _newRooms.GetValueOrDefault(of).Has(Now, price, TimeSpan.TicksPerMinute);

    private void Spend((bool, string) of, long price) => CollectionsMarshal.GetValueRefOrAddDefault(_newRooms, of, out _).TrySpend(Now, price, TimeSpan.TicksPerMinute);

    private string? Fullest()
    {
        Entry? fullest = null;
        foreach (var entry in _rooms.Values)
        {
            if (entry.Free > 0 && (fullest is null || entry.Free < fullest.Free))
            {
                fullest = entry;
            }
        }

        return fullest?.Status.Name;
    }

    // Counts the player as on the way while the room is asked, so that a burst does not go to one seat.
    private async ValueTask<RoomReservation> ReserveAsync(string playerId, string name, int? capacity)
    {
        if (!_rooms.TryGetValue(name, out var entry))
        {
            var assumed = capacity ?? (_capacity > 0 ? _capacity : UnknownCapacity);
            _rooms[name] = entry = new Entry(new RoomStatus(name, 0, 0, assumed, RoomPhase.Created), time.GetTimestamp(), Known: false);
        }

        entry.OnTheWay++;
        try
        {
            var id = GrainId.Create(GrainType.Create(this.GetPrimaryKeyString()), name);
            var reservation = await GrainFactory.GetGrain<IRoom>(id).ReserveAsync(playerId, capacity);
            entry.OnTheWay--;
            Learn(reservation.Status);
            return reservation;
        }
        catch
        {
            // It may be there or not: if it is, it will report.
            _rooms.Remove(name);
            throw;
        }
    }

    private void Learn(RoomStatus room)
    {
        if (room.Phase == RoomPhase.Finished)
        {
            _rooms.Remove(room.Name);
            return;
        }

        if (!_rooms.TryGetValue(room.Name, out var entry))
        {
            _rooms[room.Name] = entry = new Entry(room, 0, Known: true);
        }

        entry.Status = room;
        entry.Known = true;
        entry.Heard = time.GetTimestamp();
        _capacity = Math.Max(_capacity, room.Capacity);
    }

    private Task Forget(CancellationToken cancellationToken)
    {
        foreach (var (name, entry) in _rooms)
        {
            if (time.GetElapsedTime(entry.Heard) > ForgetAfter)
            {
                _rooms.Remove(name);
            }
        }

        foreach (var (player, match) in _matches)
        {
            if (time.GetElapsedTime(match.At) > RememberMatch)
            {
                _matches.Remove(player);
            }
        }

        // Of whom all has come back, nothing needs to be known.
        var now = Now;
        foreach (var (of, budget) in _newRooms)
        {
            if (budget.IsWhole(now))
            {
                _newRooms.Remove(of);
            }
        }

        return Task.CompletedTask;
    }

    private sealed record Entry(RoomStatus Status, long Heard, bool Known)
    {
        public RoomStatus Status { get; set; } = Status;

        public long Heard { get; set; } = Heard;

        public bool Known { get; set; } = Known;

        /// <summary>Players for whom the room is being asked.</summary>
        public int OnTheWay { get; set; }

        public int Free => Status.Free - OnTheWay;
    }
}
