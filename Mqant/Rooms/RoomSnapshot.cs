namespace Mqant;

/// <summary>What is stored of a room.</summary>
[GenerateSerializer, Alias("mqant.RoomSnapshot")]
internal sealed class RoomSnapshot
{
    [Id(0)]
    public RoomPhase Phase { get; set; }

    [Id(1)]
    public int Capacity { get; set; }

    [Id(2)]
    public SeatSnapshot[] Seats { get; set; } = [];

    [Id(3)]
    public SessionRef[] Viewers { get; set; } = [];

    /// <summary>The game's state, serialized when the snapshot was taken: the game changes it while it is being written.</summary>
    [Id(4)]
    public byte[] State { get; set; } = [];

    /// <summary>The activation of the room that wrote this.</summary>
    [Id(5)]
    public Guid Writer { get; set; }
}

/// <summary>What is stored of a seat.</summary>
[GenerateSerializer, Immutable, Alias("mqant.SeatSnapshot")]
internal sealed record SeatSnapshot(
    [property: Id(0)] int Index,
    [property: Id(1)] string PlayerId,
    [property: Id(2)] string UserId,
    [property: Id(3)] SessionRef Session,
    [property: Id(4)] bool IsConnected);
