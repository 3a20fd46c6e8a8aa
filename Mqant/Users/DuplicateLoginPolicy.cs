namespace Mqant;

/// <summary>What happens when a user who is logged in logs in again.</summary>
public enum DuplicateLoginPolicy
{
    /// <summary>The old session is told (<c>Session/OnKick {"reason":"duplicate login"}</c>) and closed.</summary>
    KickOld,

    /// <summary>Both sessions stay.</summary>
    Allow,

    /// <summary>The new login fails with <see cref="GameErrors.AlreadyOnline"/>.</summary>
    RejectNew,
}
