namespace Mqant;

/// <summary>Why a player lost the seat.</summary>
public enum RoomLeaveReason
{
    /// <summary>Game code called <see cref="Room.Leave"/>.</summary>
    Left,

    /// <summary>The session ended and nobody came back for the seat within <see cref="RoomOptions.ReconnectTimeout"/>.</summary>
    Disconnected,

}
