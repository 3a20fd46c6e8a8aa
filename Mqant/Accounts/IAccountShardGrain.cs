namespace Mqant;

/// <summary>A share of the accounts and devices, by their names and ids. Knows which names were tried too often; everything else is in storage.</summary>
[Alias(AccountShards.GrainInterface), GrainInterfaceType(AccountShards.GrainInterface)]
internal interface IAccountShardGrain : IGrainWithIntegerKey
{
    /// <summary>Whether a password is an account's. An account that there is not is answered as a wrong password is, and as late.</summary>
    /// <param name="credentials">Name and password.</param>
    /// <param name="address">From where it is tried.</param>
    [Alias("Login")]
    Task<LoginAnswer> LoginAsync(AccountCredentials credentials, string address);

    /// <summary>Makes an account.</summary>
    /// <param name="credentials">Name and password.</param>
    /// <param name="userId">The user that it is to be.</param>
    /// <param name="roles">The roles that it is to have.</param>
    [Alias("Create")]
    Task<LoginAnswer> CreateAsync(AccountCredentials credentials, string userId, string[] roles);

    /// <summary>Gives an account another password; false when there is no such account.</summary>
    [Alias("SetPassword")]
    Task<bool> SetPasswordAsync(AccountCredentials credentials);

    /// <summary>Gives an account other roles; false when there is no such account.</summary>
    [Alias("SetRoles")]
    Task<bool> SetRolesAsync(string name, string[] roles);

    /// <summary>What is stored of an account; null when there is none.</summary>
    [Alias("Find")]
    Task<AccountDetails?> FindAsync(string name);

    /// <summary>The user of an account and the stamp of its password; null when there is no such account.</summary>
    [Alias("Resolve")]
    Task<LoginAnswer?> ResolveAsync(string name);

    /// <summary>Stores a new device.</summary>
    [Alias("CreateDevice")]
    Task CreateDeviceAsync(string id, byte[] hash);

    /// <summary>Whether a secret is a device's, and whose the device is.</summary>
    [Alias("LoginDevice")]
    Task<LoginAnswer> LoginDeviceAsync(string id, byte[] hash, string address);

    /// <summary>Has a device be an account's from now on; false when there is no such device.</summary>
    [Alias("Link")]
    Task<bool> LinkAsync(string id, string account, Guid stamp);
}
