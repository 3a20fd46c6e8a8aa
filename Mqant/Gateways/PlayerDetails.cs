namespace Mqant;

/// <summary>A session with everything that is known of it.</summary>
/// <param name="Summary">What a list shows.</param>
/// <param name="Settings">The session's settings.</param>
/// <param name="Groups">The groups that it is in.</param>
/// <param name="Latency">The time that the client takes to answer; null where nobody has measured it, which is always so far.</param>
/// <param name="InRoom">The room in which it has a seat or watches; null: none.</param>
/// <param name="Requests">Its last requests, the newest first.</param>
[GenerateSerializer, Immutable, Alias("mqant.PlayerDetails")]
internal sealed record PlayerDetails(
    [property: Id(0)] PlayerSummary Summary,
    [property: Id(1)] Dictionary<string, string> Settings,
    [property: Id(2)] string[] Groups,
    [property: Id(3)] TimeSpan? Latency,
    [property: Id(4)] RoomName? InRoom,
    [property: Id(5)] RequestRecord[] Requests);

/// <summary>Names a room.</summary>
/// <param name="Module">The module; the grain type of a room that is none.</param>
/// <param name="Key">The room's key.</param>
[GenerateSerializer, Immutable, Alias("mqant.RoomName")]
internal sealed record RoomName([property: Id(0)] string Module, [property: Id(1)] string Key);
