namespace Mqant.Gateway.Sessions;

/// <summary>What has become of a binding of a session that a silo refers to.</summary>
internal enum Binding
{
    Valid,

    /// <summary>A call in flight may make it.</summary>
    Pending,

    Gone,
}
