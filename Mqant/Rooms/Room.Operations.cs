using System.Text.Json;

namespace Mqant;

/// <content>What operators see of the room, and how they end it.</content>
public abstract partial class Room
{
    private const int MaxShownState = 1 << 20;

    /// <summary>The room's name for operators.</summary>
    internal RoomName OperationsName => new(ModuleDescriptor.For(GetType())?.Traits.Name ?? GrainContext.GrainId.Type.ToString()!, Name);

    /// <summary>JSON of the game's state; null where the room has none.</summary>
    internal virtual byte[]? WriteJson() => null;

    /// <summary>The room as a list shows it. Called on any thread, while it plays: what it shows may be of two moments.</summary>
    internal RoomSummary Summarize(string silo) => new(
        OperationsName, silo, Phase, _seats.Count, Capacity, _viewers.Count, _schedule?.Number ?? 0, Options.TickInterval, _lateness, _overruns);

    /// <summary>The room with its seats.</summary>
    internal Task<RoomDetails?> DescribeAsync(string silo) => InTurnAsync(() => new RoomDetails(
        Summarize(silo),
        [.. _seats.Select(static seat => new SeatDetails(seat.Index, seat.UserId, seat.Session.ToString(), seat.IsConnected, seat.Since))]));

    /// <summary>The game's state, as it is between two ticks.</summary>
    internal Task<RoomState?> ShowStateAsync() => InTurnAsync(() =>
    {
        try
        {
            var json = WriteJson();
            return json is { Length: > MaxShownState }
                ? new RoomState(null, $"The state is {json.Length} bytes of JSON; {MaxShownState} are shown at most.")
                : new RoomState(json, null);
        }
        catch (Exception exception) when (exception is NotSupportedException or JsonException or InvalidOperationException)
        {
            return new RoomState(null, $"The state cannot be written as JSON: {exception.Message}");
        }
    });

    /// <summary>The sessions that are in it.</summary>
    internal Task<SessionRef[]?> GetMembersAsync() => InTurnAsync(() => Members().ToArray());

    /// <summary>Finishes the room as the game does.</summary>
    internal Task<RoomName?> FinishAsync() => InTurnAsync(() =>
    {
        Finish();
        return OperationsName;
    });

    // In a turn of the room, where nothing else touches it; null when it is gone. A call of the grain would make a new room where this one just ended.
    private Task<T?> InTurnAsync<T>(Func<T> look)
        where T : class
    {
        var seen = new TaskCompletionSource<T?>(TaskCreationOptions.RunContinuationsAsynchronously);
        GrainContext.Scheduler.QueueAction(() =>
        {
            try
            {
                seen.SetResult(_gone ? null : look());
            }
            catch (Exception exception)
            {
                seen.SetException(exception);
            }
        });
        return seen.Task;
    }
}
