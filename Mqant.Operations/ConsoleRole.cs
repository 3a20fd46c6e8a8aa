namespace Mqant.Operations;

/// <summary>What somebody may do in the console; each may also do what those before it may.</summary>
public enum ConsoleRole
{
    /// <summary>Sees processes, modules, players, rooms, errors and logs; changes nothing.</summary>
    Viewer,

    /// <summary>Also acts on modules, players, rooms and errors, and sees the states of rooms.</summary>
    Operator,

    /// <summary>Also drains processes, and sees the states of any grain.</summary>
    Admin,
}
