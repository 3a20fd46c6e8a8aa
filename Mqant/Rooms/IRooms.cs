using System.Text.Json.Serialization;

namespace Mqant;

/// <summary>
/// Module <c>Rooms</c>, by which clients find rooms of any module whose class carries <see cref="MatchmakingAttribute"/> with
/// <see cref="MatchmakingAttribute.OpenToClients"/>. A seat is reserved; the client takes it by joining: <c>&lt;Module&gt;@&lt;Room&gt;/HD_…</c>.
/// </summary>
[GameModule("Rooms", Key = KeyPolicy.Any)]
internal interface IRooms : IGrainWithStringKey
{
    /// <summary>A seat in the fullest room that has a free one, or in a new room.</summary>
    [Handler("HD_QuickMatch")]
    ValueTask<FoundRoom> QuickMatchAsync(Session session, FindRoom request);

    /// <summary>A seat in the room of a name, which is made where there is none.</summary>
    [Handler("HD_JoinOrCreate")]
    ValueTask<FoundRoom> JoinOrCreateAsync(Session session, FindRoom request);

    /// <summary>At most 100 rooms that have a free seat, the fullest first.</summary>
    [Handler("HD_List")]
    ValueTask<ListedRoom[]> ListAsync(FindRoom request);
}

/// <summary>Request of the handlers of <see cref="IRooms"/>.</summary>
/// <param name="Module">The rooms' module.</param>
/// <param name="Room">The room's name, for <see cref="IRooms.JoinOrCreateAsync"/>.</param>
/// <param name="Capacity">Seats of a new room; as many as its class says when left out.</param>
[GenerateSerializer, Alias("mqant.FindRoom")]
public sealed record FindRoom(
    [property: Id(0), JsonPropertyName("module")] string? Module,
    [property: Id(1), JsonPropertyName("room")] string? Room = null,
    [property: Id(2), JsonPropertyName("capacity")] int? Capacity = null);

/// <summary>Where a seat is reserved.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="Topic">First segment of the topics by which the room is called.</param>
[GenerateSerializer, Immutable, Alias("mqant.FoundRoom")]
public sealed record FoundRoom(
    [property: Id(0), JsonPropertyName("room")] string Room,
    [property: Id(1), JsonPropertyName("topic")] string Topic);

/// <summary>A room with a free seat.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="Players">Seats that are taken or reserved.</param>
/// <param name="Capacity">Number of seats.</param>
[GenerateSerializer, Immutable, Alias("mqant.ListedRoom")]
public sealed record ListedRoom(
    [property: Id(0), JsonPropertyName("room")] string Room,
    [property: Id(1), JsonPropertyName("players")] int Players,
    [property: Id(2), JsonPropertyName("capacity")] int Capacity);
