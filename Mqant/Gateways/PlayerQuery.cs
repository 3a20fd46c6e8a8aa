namespace Mqant;

/// <summary>Which sessions are looked for.</summary>
/// <param name="Kind">By what.</param>
/// <param name="Value">A user id, a session id, a client id, or an address or network (<c>192.0.2.0/24</c>); whole, not a part of it.</param>
[GenerateSerializer, Immutable, Alias("mqant.PlayerQuery")]
internal sealed record PlayerQuery([property: Id(0)] PlayerQueryKind Kind, [property: Id(1)] string Value)
{
    /// <summary>How many sessions a gateway answers at most.</summary>
    public const int MaxFound = 200;
}

/// <summary>By what sessions are looked for. Values never change: they travel between processes.</summary>
internal enum PlayerQueryKind : byte
{
    User = 0,
    Session = 1,
    ClientId = 2,
    Address = 3,
}
