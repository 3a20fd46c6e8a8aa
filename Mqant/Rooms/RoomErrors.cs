namespace Mqant;

/// <summary>Error texts of rooms that clients see. They never change.</summary>
public static class RoomErrors
{
    /// <summary>All seats are taken or reserved.</summary>
    public const string Full = "the room is full";

    /// <summary>The room is over.</summary>
    public const string Finished = "the room is finished";

    /// <summary>The session has no seat in the room.</summary>
    public const string NotInRoom = "not in the room";

    /// <summary>More inputs arrived within a tick than the room takes. mqant's text for it.</summary>
    public const string TooManyInputs = "the work queue is full!";

    /// <summary>There are as many rooms of this kind as there may be, and all are full.</summary>
    public const string NoRoom = "there is no room with a free seat";

    /// <summary>A room's name has 1 to 64 bytes, is not blank, and has nothing that cannot be seen or that a topic's segment cannot have.</summary>
    public const string BadName = "a room's name has 1 to 64 bytes, no control characters and no '/', '+' or '#'";

    /// <summary>The module's rooms cannot be found by clients, or there is no such module.</summary>
    public static string NoMatchmaking(string module) => $"module {module} has no matchmaking";
}
