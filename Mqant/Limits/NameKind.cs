namespace Mqant;

/// <summary>What a name is of that people choose and other people see.</summary>
public enum NameKind
{
    /// <summary>The id of a user, with which somebody logs in.</summary>
    User,

    /// <summary>A key that a client chooses: the name of a room, or of any other grain.</summary>
    Key,
}
