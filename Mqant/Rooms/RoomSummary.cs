namespace Mqant;

/// <summary>A room in a list.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Silo">The silo that it is on, as <c>SiloAddress.ToParsableString()</c> says it.</param>
/// <param name="Phase">Where it is in its life.</param>
/// <param name="Players">Seats that are taken.</param>
/// <param name="Capacity">Number of seats.</param>
/// <param name="Viewers">Sessions that watch.</param>
/// <param name="Tick">Number of its last tick.</param>
/// <param name="TickInterval">Time between two ticks.</param>
/// <param name="Lateness">How long after its time the last tick began.</param>
/// <param name="Overruns">Ticks that were left out so far.</param>
[GenerateSerializer, Immutable, Alias("mqant.RoomSummary")]
internal sealed record RoomSummary(
    [property: Id(0)] RoomName Name,
    [property: Id(1)] string Silo,
    [property: Id(2)] RoomPhase Phase,
    [property: Id(3)] int Players,
    [property: Id(4)] int Capacity,
    [property: Id(5)] int Viewers,
    [property: Id(6)] long Tick,
    [property: Id(7)] TimeSpan TickInterval,
    [property: Id(8)] TimeSpan Lateness,
    [property: Id(9)] long Overruns);
