namespace Mqant;

/// <summary>Where a room is in its life.</summary>
public enum RoomPhase
{
    /// <summary>It exists and takes players, but does not play yet.</summary>
    Created,

    /// <summary>It plays: <see cref="Room.OnTick"/> is called.</summary>
    Running,

    /// <summary>It plays no further until it is resumed. Inputs are still handled.</summary>
    Paused,

    /// <summary>It is over and about to go away. Nobody can join.</summary>
    Finished,
}
