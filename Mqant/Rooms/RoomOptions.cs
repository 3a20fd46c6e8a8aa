namespace Mqant;

/// <summary>How a room behaves. A room class says it once, in <see cref="Room.Configure"/>.</summary>
public sealed record RoomOptions
{
    /// <summary>Shortest interval between two ticks.</summary>
    public static readonly TimeSpan MinTickInterval = TimeSpan.FromMilliseconds(16);

    /// <summary>Longest interval between two ticks.</summary>
    public static readonly TimeSpan MaxTickInterval = TimeSpan.FromSeconds(1);

    /// <summary>Time between two ticks, 16 ms to 1 s.</summary>
    public TimeSpan TickInterval { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Ticks in a second, 1 to 60; another way to say <see cref="TickInterval"/>.</summary>
    public int TicksPerSecond
    {
        get => (int)Math.Round(TimeSpan.TicksPerSecond / (double)TickInterval.Ticks);
        init => TickInterval = value is >= 1 and <= 60
            ? new TimeSpan(TimeSpan.TicksPerSecond / value)
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A room has 1 to 60 ticks a second.");
    }

    /// <summary>Number of seats, at least 1. Joining a full room fails with <see cref="RoomErrors.Full"/>.</summary>
    public int Capacity { get; init; } = 10;

    /// <summary>Sessions that may watch without a seat.</summary>
    public int MaxViewers { get; init; } = 100;

    /// <summary>Whether the room starts with its first player. Otherwise game code calls <see cref="Room.Start"/>.</summary>
    public bool StartsWithFirstPlayer { get; init; } = true;

    /// <summary>
    /// How long the seat of a logged-in user is kept after the session ended. A guest cannot be recognised again: the seat is free at once. Zero: nobody's
    /// seat is kept.
    /// </summary>
    public TimeSpan ReconnectTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a reserved seat waits for its player.</summary>
    public TimeSpan ReservationTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The room goes away when it had no player, viewer or reservation for so long.</summary>
    public TimeSpan EmptyTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The room goes away when for so long nobody has ever had a seat in it, watched it, or has one reserved: a call brought it about, and nobody wants it. Until then it does not tick either, unless game code started it
    /// or has inputs for it.
    /// </summary>
    public TimeSpan UnusedTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The room finishes when for so long nobody came or left, no input was posted, and no call looked for its caller's seat and found it; null: never.
    /// </summary>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>
    /// How often a <see cref="Room{TState}"/> is stored, at least 1 s; also when its silo is shut down, except in memory, which ends with the silo. What a
    /// room loses with a silo that dies is about this long. Null: never.
    /// </summary>
    public TimeSpan? SnapshotInterval { get; init; }

    /// <summary>
    /// Inputs that may wait for the next tick; <see cref="Room.Post"/> refuses more, but for those of players who have fewer among them than their part: whoever sends many does not take the others' place.
    /// </summary>
    public int MaxInputs { get; init; } = 4_096;

    /// <summary>Of these, those that calls of one session may have brought.</summary>
    public int MaxInputsPerPlayer { get; init; } = 256;

    internal void Validate()
    {
        Check(TickInterval >= MinTickInterval && TickInterval <= MaxTickInterval, nameof(TickInterval), "is 16 ms to 1 s");
        Check(Capacity >= 1, nameof(Capacity), "is at least 1");
        Check(MaxViewers >= 0, nameof(MaxViewers), "is not negative");
        Check(MaxInputs >= 1, nameof(MaxInputs), "is at least 1");
        Check(MaxInputsPerPlayer >= 1, nameof(MaxInputsPerPlayer), "is at least 1");
        Check(UnusedTimeout > TimeSpan.Zero, nameof(UnusedTimeout), "is positive");
        Check(ReconnectTimeout >= TimeSpan.Zero, nameof(ReconnectTimeout), "is not negative");
        Check(ReservationTimeout > TimeSpan.Zero, nameof(ReservationTimeout), "is positive");
        Check(EmptyTimeout >= TimeSpan.Zero, nameof(EmptyTimeout), "is not negative");
        Check(IdleTimeout is null || IdleTimeout > TimeSpan.Zero, nameof(IdleTimeout), "is positive");
        Check(SnapshotInterval is null || SnapshotInterval >= TimeSpan.FromSeconds(1), nameof(SnapshotInterval), "is at least 1 s");
    }

    private static void Check(bool valid, string name, string rule)
    {
        if (!valid)
        {
            throw new InvalidOperationException($"{nameof(RoomOptions)}.{name} {rule}.");
        }
    }
}
