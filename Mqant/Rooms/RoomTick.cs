namespace Mqant;

/// <summary>One tick of a room.</summary>
/// <param name="Number">Number of the tick in the room's time, from 1; grows by more than 1 after ticks were skipped.</param>
/// <param name="Skipped">Ticks before this one that were due and left out, because an earlier tick or the machine took too long.</param>
/// <param name="Interval">Time between two ticks.</param>
public readonly record struct RoomTick(long Number, long Skipped, TimeSpan Interval)
{
    /// <summary>Room time since the last tick: the interval, and more after ticks were skipped.</summary>
    public TimeSpan Elapsed => Interval * (Skipped + 1);
}
