namespace Mqant;

/// <summary>What a ban names. Values never change: they are stored.</summary>
internal enum BanKind : byte
{
    /// <summary>A user, by id.</summary>
    User = 0,

    /// <summary>The client id with which a client introduces itself.</summary>
    ClientId = 1,

    /// <summary>An IP address, or a network of them: <c>192.0.2.0/24</c>.</summary>
    Address = 2,
}
