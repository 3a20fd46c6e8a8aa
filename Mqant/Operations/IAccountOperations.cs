namespace Mqant;

/// <summary>Accounts as operators see and change them, from any process.</summary>
public interface IAccountOperations
{
    /// <summary>An account by its name; null when there is none.</summary>
    Task<AccountDetails?> GetAsync(string name);

    /// <summary>Makes an account, and returns its password, which is told nobody again; null when somebody has an account of that name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="roles">The roles that its logins have.</param>
    /// <exception cref="GameException">It can be no name, or a role is none.</exception>
    Task<string?> CreateAsync(string name, IReadOnlyList<string> roles);

    /// <summary>Gives an account another password and returns it; null when there is no such account. The user's sessions are ended, and devices are linked no longer.</summary>
    Task<string?> ResetPasswordAsync(string name);

    /// <summary>Gives an account other roles; false when there is no such account. The user's sessions are ended: they have the roles of their logins.</summary>
    /// <exception cref="GameException">A role is none.</exception>
    Task<bool> SetRolesAsync(string name, IReadOnlyList<string> roles);
}
