namespace Mqant;

/// <summary>What a process of a game is for: setting <c>Mqant:Role</c>.</summary>
public enum MqantRole
{
    /// <summary>It takes clients and hosts modules.</summary>
    All,

    /// <summary>It hosts modules.</summary>
    Silo,

    /// <summary>It takes clients.</summary>
    Gateway,
}
