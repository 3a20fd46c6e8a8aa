namespace Mqant;

/// <summary>
/// Logs sessions in by accounts and devices, for modules of a game's own; the module <c>Account</c> does the same for clients. Ask for it in the constructor of a grain. All methods throw
/// <see cref="GameException"/> with one of <see cref="AccountErrors"/> where the client is not who it says, with what <see cref="Session.BindAsync(string, bool)"/> throws, and what a grain call throws when no silo
/// answers.
/// </summary>
public interface IAccounts
{
    /// <summary>Whether there are accounts: <see cref="AccountOptions.Enabled"/>.</summary>
    bool AreEnabled { get; }

    /// <summary>Makes an account and logs the session in.</summary>
    /// <param name="session">The session.</param>
    /// <param name="name">Its name, 1 to 64 letters, digits, <c>_</c>, <c>-</c>, <c>.</c>, <c>+</c> or <c>@</c>; case does not count.</param>
    /// <param name="password">Its password.</param>
    /// <param name="deviceSecret">Of a device that is the player so far, whose user the account then is; null: the user is the name.</param>
    Task RegisterAsync(Session session, string? name, string? password, string? deviceSecret = null);

    /// <summary>Logs the session in.</summary>
    Task LoginAsync(Session session, string? name, string? password);

    /// <summary>Gives an account another password. Other sessions of its user are ended, and devices are linked no longer.</summary>
    Task ChangePasswordAsync(Session session, string? name, string? password, string? newPassword);

    /// <summary>Makes a device and logs the session in; returns its secret, which is told nobody again.</summary>
    Task<string> CreateDeviceAsync(Session session);

    /// <summary>Logs the session in by a device.</summary>
    Task LoginDeviceAsync(Session session, string? deviceSecret);

    /// <summary>Has a device be an account's from now on, and logs the session in as the account's user. What belongs to the device's own user stays there.</summary>
    Task LinkAsync(Session session, string? deviceSecret, string? name, string? password);
}
