using System.Text.Json.Serialization;

namespace Mqant;

/// <summary>
/// How clients of any game log in: the module <c>Account</c>, which silos have where section <c>Mqant:Authentication</c> switches tokens, accounts or devices on. <c>docs/authentication.md</c> shows it.
/// </summary>
[GameModule("Account", Key = KeyPolicy.Any), Alias("mqant.IAccountModule")]
internal interface IAccountModule : IGrainWithStringKey
{
    /// <summary>Makes an account and logs in.</summary>
    [Handler("HD_Register"), Alias("Register")]
    Task<AccountReply> RegisterAsync(Session session, AccountRequest request);

    /// <summary>Logs in by an account.</summary>
    [Handler("HD_Login"), Alias("Login")]
    Task<AccountReply> LoginAsync(Session session, AccountRequest request);

    /// <summary>Gives an account another password.</summary>
    [Handler("HD_ChangePassword"), Alias("ChangePassword")]
    Task ChangePasswordAsync(Session session, AccountRequest request);

    /// <summary>Makes a device and logs in by it.</summary>
    [Handler("HD_NewDevice"), Alias("NewDevice")]
    Task<AccountReply> NewDeviceAsync(Session session);

    /// <summary>Logs in by a device.</summary>
    [Handler("HD_LoginDevice"), Alias("LoginDevice")]
    Task<AccountReply> LoginDeviceAsync(Session session, AccountRequest request);

    /// <summary>Links a device to an account, and logs in by this.</summary>
    [Handler("HD_LinkDevice"), Alias("LinkDevice")]
    Task<AccountReply> LinkDeviceAsync(Session session, AccountRequest request);

    /// <summary>Logs in by a token, or renews a login that a token made.</summary>
    [Handler("HD_Token"), Alias("Token")]
    Task TokenAsync(Session session, AccountRequest request);

    /// <summary>Makes the session a guest's again.</summary>
    [Handler("HD_Logout"), Alias("Logout")]
    Task LogoutAsync(Session session);
}

/// <summary>Request of every handler; each needs the properties that its own description names.</summary>
[GenerateSerializer, Immutable, Secret, Alias("mqant.AccountRequest")]
internal sealed record AccountRequest(
    [property: Id(0), JsonPropertyName("name")] string? Name = null,
    [property: Id(1), JsonPropertyName("password")] string? Password = null,
    [property: Id(2), JsonPropertyName("newPassword")] string? NewPassword = null,
    [property: Id(3), JsonPropertyName("device")] string? Device = null,
    [property: Id(4), JsonPropertyName("token")] string? Token = null)
{
    /// <inheritdoc/>
    public override string ToString() => nameof(AccountRequest);
}

/// <summary>Who has logged in.</summary>
/// <param name="User">The user.</param>
/// <param name="Roles">The user's roles.</param>
/// <param name="Device">The secret of a device that was made just now; null otherwise.</param>
[GenerateSerializer, Immutable, Secret, Alias("mqant.AccountReply")]
internal sealed record AccountReply(
    [property: Id(0), JsonPropertyName("user")] string User,
    [property: Id(1), JsonPropertyName("roles")] IReadOnlyList<string> Roles,
    [property: Id(2), JsonPropertyName("device"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Device = null)
{
    /// <inheritdoc/>
    public override string ToString() => nameof(AccountReply);
}
