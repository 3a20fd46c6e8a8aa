using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Mqant.Tests.Rooms.Modules;

[Matchmaking(OpenToClients = true)]
internal sealed class TestRoomGrain : Room<TestRoomState>, ITestRoom
{
    public const int SeatCount = 3;

    /// <summary>Inputs of one player that rooms whose name begins with "fair" take for a tick.</summary>
    public const int FairInputs = 5;

    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private static readonly ConcurrentDictionary<string, Channel<(RoomTick Tick, DateTimeOffset At)>> Ticked = new();

    private bool _overruns;

    public static ChannelReader<(RoomTick Tick, DateTimeOffset At)> TicksOf(string room) => Of(room).Reader;

    public ValueTask<int> JoinAsync(Session session) => new(Join(session).Index);

    public ValueTask ViewAsync(Session session)
    {
        View(session);
        return default;
    }

    public ValueTask LeaveAsync(Session session)
    {
        Leave(GetSeat(session));
        return default;
    }

    public ValueTask AddAsync(Session session, TestNumber number)
    {
        GetSeat(session);
        Post(() => State.Numbers.Add(number.Value));
        return default;
    }

    public ValueTask TellOthersAsync(Session session, TestNumber number)
    {
        var seat = GetSeat(session);
        Post(() => SendToAllBut(seat, "TestRoom/OnTold", number));
        return default;
    }

    public ValueTask DoAsync(TestDeed deed)
    {
        switch (deed.What)
        {
            case "move":
                DeactivateOnIdle();
                break;
            case "end":
                Finish();
                break;
            case "overrun":
                _overruns = true;
                break;
            case "start":
                Post(Start);
                break;
            case "pause":
                Post(Pause);
                break;
            case "resume":
                Post(Resume);
                break;
            case "finish":
                Post(Finish);
                break;
            case "throw":
                Post(() => throw new InvalidOperationException("This game is broken."));
                break;
        }

        return default;
    }

    public ValueTask<TestLook> LookAsync() =>
        new(new TestLook(Phase, [.. State.Numbers], [.. Seats.Select(s => $"{s.Index}:{s.PlayerId}:{(s.IsConnected ? "here" : "away")}")], [.. State.Events]));

    protected override RoomOptions Configure() => new()
    {
        TickInterval = Name.StartsWith("slow", StringComparison.Ordinal) ? RoomOptions.MaxTickInterval : Interval,
        Capacity = SeatCount,
        MaxInputs = 100,
        MaxInputsPerPlayer = Name.StartsWith("fair", StringComparison.Ordinal) ? FairInputs : 256,
        StartsWithFirstPlayer = !Name.StartsWith("manual", StringComparison.Ordinal),
        SnapshotInterval = Name.StartsWith("stored", StringComparison.Ordinal) ? TimeSpan.FromSeconds(5) : null,
        IdleTimeout = Name.StartsWith("idle", StringComparison.Ordinal) ? TimeSpan.FromSeconds(60) : null,
    };

    protected override ValueTask OnCreatedAsync()
    {
        State.Events.Add("created");
        return default;
    }

    protected override void OnRestored() => State.Events.Add("restored");

    protected override void OnStarted()
    {
        if (Name.StartsWith("reluctant", StringComparison.Ordinal) && !State.Events.Remove("waited"))
        {
            State.Events.Add("waited");
            throw new GameException("not yet");
        }

        State.Events.Add("started");
    }

    protected override void OnPaused() => State.Events.Add("paused");

    protected override void OnResumed() => State.Events.Add("resumed");

    protected override void OnFinished()
    {
        if (Name.StartsWith("broken", StringComparison.Ordinal))
        {
            throw new InvalidOperationException("The end of this game is broken.");
        }

        SendToAll("TestRoom/OnFinished", State.Events);
    }

    protected override void OnDestroyed() => SendToAll("TestRoom/OnDestroyed", Name);

    protected override void OnJoined(RoomSeat seat)
    {
        if (Name.StartsWith("picky", StringComparison.Ordinal) && seat.UserId == "mallory")
        {
            throw new GameException("not you");
        }

        State.Events.Add($"joined {seat.Index}");
    }

    protected override void OnDisconnected(RoomSeat seat) => State.Events.Add($"disconnected {seat.Index}");

    protected override void OnReconnected(RoomSeat seat) => State.Events.Add($"reconnected {seat.Index}");

    protected override void OnLeft(RoomSeat seat, RoomLeaveReason reason) => State.Events.Add($"left {seat.Index} {reason}");

    protected override void OnTick(RoomTick tick)
    {
        SendToAll("TestRoom/OnTick", tick.Number);
        SendToAll("TestRoom/OnNumbers", State.Numbers);
        SendLatest("TestRoom/OnState", State.Numbers.Count);

        // After the tick, when the next one is scheduled: whoever hears of it moves time on, and fake time may miss what is scheduled at that moment.
        var told = (tick, Time.GetUtcNow());
        GrainContext.Scheduler.QueueAction(() => Of(Name).Writer.TryWrite(told));
        if (_overruns)
        {
            _overruns = false;
            ((FakeTimeProvider)Time).Advance(Interval * 3.4);
        }
    }

    private static Channel<(RoomTick Tick, DateTimeOffset At)> Of(string room) =>
        Ticked.GetOrAdd(room, static _ => Channel.CreateUnbounded<(RoomTick, DateTimeOffset)>());
}
