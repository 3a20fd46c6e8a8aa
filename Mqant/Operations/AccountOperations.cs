using System.Security.Cryptography;

namespace Mqant;

/// <inheritdoc cref="IAccountOperations"/>
internal sealed class AccountOperations(IGrainFactory grains, IUsers users) : IAccountOperations
{
    // What cannot be taken for each other when somebody reads it out; 20 of them are 115 bits.
    private const string PasswordCharacters = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private const int PasswordLength = 20;

    public async Task<AccountDetails?> GetAsync(string name) => AccountNames.Normalize(name) is { } normal ? await grains.GetAccountShard(normal).FindAsync(normal) : null;

    public async Task<string?> CreateAsync(string name, IReadOnlyList<string> roles)
    {
        var normal = AccountNames.Normalize(name) ?? throw new GameException(AccountErrors.BadName);
        var password = NewPassword();
        var answer = await grains.GetAccountShard(normal).CreateAsync(new AccountCredentials(normal, password), normal, Check(roles));
        return answer.Error switch
        {
            null => password,
            AccountErrors.NameTaken => null,
            var error => throw new GameException(error),
        };
    }

    public async Task<string?> ResetPasswordAsync(string name)
    {
        if (await GetAsync(name) is not { } account)
        {
            return null;
        }

        var password = NewPassword();
        if (!await grains.GetAccountShard(account.Name).SetPasswordAsync(new AccountCredentials(account.Name, password)))
        {
            return null;
        }

        await users.KickAsync(account.UserId, "password changed");
        return password;
    }

    public async Task<bool> SetRolesAsync(string name, IReadOnlyList<string> roles)
    {
        if (await GetAsync(name) is not { } account || !await grains.GetAccountShard(account.Name).SetRolesAsync(account.Name, Check(roles)))
        {
            return false;
        }

        await users.KickAsync(account.UserId, "roles changed");
        return true;
    }

    private static string[] Check(IReadOnlyList<string> roles) => SessionRights.Of(roles)?.Roles ?? [];

    private static string NewPassword() => RandomNumberGenerator.GetString(PasswordCharacters, PasswordLength);
}
