namespace Mqant;

/// <summary>Rooms that were found.</summary>
/// <param name="Total">How many there are, those that are not listed included.</param>
/// <param name="Rooms">Those that are listed.</param>
/// <param name="Missing">Silos (<see cref="RoomSummary.Silo"/>) that did not answer in time.</param>
[GenerateSerializer, Immutable, Alias("mqant.FoundRooms")]
internal sealed record FoundRooms([property: Id(0)] int Total, [property: Id(1)] RoomSummary[] Rooms, [property: Id(2)] string[] Missing);
