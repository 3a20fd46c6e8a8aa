namespace Mqant;

/// <summary>
/// What a grain keeps of a session to reach it later. It counts as gone, for good, once the connection ended, the session was unbound, or it was bound
/// to another user: nothing is ever sent through it then.
/// </summary>
[GenerateSerializer, Immutable, Alias("mqant.SessionRef")]
public readonly struct SessionRef : IEquatable<SessionRef>
{
    [Id(0)]
    internal readonly GatewayAddress Gateway;

    [Id(1)]
    internal readonly long SessionId;

    [Id(2)]
    internal readonly uint Epoch;

    internal SessionRef(GatewayAddress gateway, long sessionId, uint epoch)
    {
        Gateway = gateway;
        SessionId = sessionId;
        Epoch = epoch;
    }

    internal SessionRef(GatewayAddress gateway, SessionAddress address)
        : this(gateway, address.Id, address.Epoch)
    {
    }

    /// <summary>True for the default value, which names no session.</summary>
    public bool IsEmpty => Gateway is null;

    internal SessionAddress Address => new(SessionId, Epoch);

    /// <summary>Whether both name the same binding of the same session.</summary>
    public static bool operator ==(SessionRef left, SessionRef right) => left.Equals(right);

    /// <summary>Whether they differ in session or binding.</summary>
    public static bool operator !=(SessionRef left, SessionRef right) => !left.Equals(right);

    /// <summary>Whether both name the same connection, whoever it was bound to.</summary>
    public bool IsSameConnection(SessionRef other) => SessionId == other.SessionId && Equals(Gateway, other.Gateway);

    /// <inheritdoc/>
    public bool Equals(SessionRef other) => Epoch == other.Epoch && IsSameConnection(other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SessionRef other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(SessionId, Epoch, Gateway);

    /// <inheritdoc/>
    public override string ToString() => IsEmpty ? "none" : SessionIds.Format(Gateway, SessionId);
}
