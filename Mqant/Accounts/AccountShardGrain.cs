using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Runtime;
using Orleans.Storage;

namespace Mqant;

/// <summary>Looks accounts and devices up in storage each time: a login costs a hash, beside which that is nothing. Storage's tags settle who was first.</summary>
[GrainType(AccountShards.Grain), KeepAlive, Reentrant]
internal sealed partial class AccountShardGrain(AccountServices services, IGrainFactory grains, ILogger<AccountShardGrain> logger) : Grain, IAccountShardGrain
{
    /// <summary>Names that are remembered at least.</summary>
    private const int Names = 4_096;

    // New accounts and new passwords take turns with logins as if all were of one address.
    private const string Changes = "";

    private readonly FailureBook _names = new(services.Options.BackOff.AccountTries, services.Options.BackOff.MaxWait, Names, services.Time);

    public async Task<LoginAnswer> LoginAsync(AccountCredentials credentials, string address)
    {
        // A gateway asks only where accounts are on with it.
        ThrowIfOff(services.Options.Accounts.Enabled, nameof(AuthenticationOptions.Accounts));
        var from = AddressKey.Of(address);
        if (services.Tries.Begin(from) is { } wait)
        {
            services.Refused.Add(1);
            return LoginAnswer.TooSoon(wait);
        }

        if (_names.Begin(credentials.Name) is { } nameWait)
        {
            // It was not looked at, and the address is not to blame for what others tried.
            services.Tries.TakeBack(from);
            services.Refused.Add(1);
            return LoginAnswer.TooSoon(nameWait);
        }

        try
        {
            var record = await services.ReadAccountAsync(credentials.Name);
            var result = await services.Passwords.VerifyAsync(record.RecordExists ? record.State!.PasswordHash : null, credentials.Password, from);
            if (result == PasswordVerificationResult.Failed)
            {
                services.Refused.Add(1);
                return LoginAnswer.Refused(AccountErrors.WrongCredentials);
            }

            services.Tries.TakeBack(from);
            _names.Forget(credentials.Name);
            if (result == PasswordVerificationResult.SuccessRehashNeeded)
            {
                await TryHashAgainAsync(credentials, record, from);
            }

            return LoginAnswer.Of(record.State!);
        }
        catch (GameException busy)
        {
            GiveBack(credentials.Name, from);
            return LoginAnswer.Refused(busy.Message);
        }
        catch
        {
            GiveBack(credentials.Name, from);
            throw;
        }
    }

    public async Task<LoginAnswer> CreateAsync(AccountCredentials credentials, string userId, string[] roles)
    {
        var record = await services.ReadAccountAsync(credentials.Name);
        if (record.RecordExists)
        {
            return LoginAnswer.Refused(AccountErrors.NameTaken);
        }

        try
        {
            var now = services.Time.GetUtcNow();
            record.State = new StoredAccount
            {
                UserId = userId,
                PasswordHash = await services.Passwords.HashAsync(credentials.Password, Changes),
                Roles = roles,
                Stamp = Guid.NewGuid(),
                CreatedAt = now,
                ChangedAt = now,
            };
            await services.WriteAccountAsync(credentials.Name, record);
            return LoginAnswer.Of(record.State);
        }
        catch (InconsistentStateException)
        {
            return LoginAnswer.Refused(AccountErrors.NameTaken);
        }
        catch (GameException busy)
        {
            return LoginAnswer.Refused(busy.Message);
        }
    }

    public async Task<bool> SetPasswordAsync(AccountCredentials credentials)
    {
        var hash = await services.Passwords.HashAsync(credentials.Password, Changes);
        return await ChangeAsync(credentials.Name, account =>
        {
            account.PasswordHash = hash;
            account.Stamp = Guid.NewGuid();
            account.ChangedAt = services.Time.GetUtcNow();
            _names.Forget(credentials.Name);
        });
    }

    public Task<bool> SetRolesAsync(string name, string[] roles) => ChangeAsync(name, account => account.Roles = roles);

    public async Task<AccountDetails?> FindAsync(string name) => await services.ReadAccountAsync(name) is { RecordExists: true, State: { } account }
        ? new AccountDetails(name, account.UserId, account.Roles, account.CreatedAt, account.ChangedAt)
        : null;

    public async Task<LoginAnswer?> ResolveAsync(string name) =>
        await services.ReadAccountAsync(name) is { RecordExists: true, State: { } account } ? LoginAnswer.Of(account) : null;

    public async Task CreateDeviceAsync(string id, byte[] hash)
    {
        var record = await services.ReadDeviceAsync(id);
        record.State = new StoredDevice { Hash = hash, CreatedAt = services.Time.GetUtcNow() };
        await services.WriteDeviceAsync(id, record);
    }

    public async Task<LoginAnswer> LoginDeviceAsync(string id, byte[] hash, string address)
    {
        ThrowIfOff(services.Options.Devices.Enabled, nameof(AuthenticationOptions.Devices));
        var from = AddressKey.Of(address);
        if (services.Tries.Begin(from) is { } wait)
        {
            services.Refused.Add(1);
            return LoginAnswer.TooSoon(wait);
        }

        GrainState<StoredDevice> record;
        try
        {
            record = await services.ReadDeviceAsync(id);
        }
        catch
        {
            services.Tries.TakeBack(from);
            throw;
        }

        if (!record.RecordExists || !DeviceSecret.AreSame(hash, record.State!.Hash))
        {
            services.Refused.Add(1);
            return LoginAnswer.Refused(AccountErrors.UnknownDevice);
        }

        services.Tries.TakeBack(from);
        var device = record.State;
        if (device.Account is not { } account)
        {
            return new LoginAnswer(null, DeviceSecret.UserOf(id));
        }

        return await grains.GetAccountShard(account).ResolveAsync(account) is { } linked && linked.Stamp == device.Stamp
            ? linked
            : LoginAnswer.Refused(AccountErrors.DeviceUnlinked);
    }

    public async Task<bool> LinkAsync(string id, string account, Guid stamp)
    {
        while (true)
        {
            var record = await services.ReadDeviceAsync(id);
            if (!record.RecordExists)
            {
                return false;
            }

            (record.State!.Account, record.State.Stamp) = (account, stamp);
            try
            {
                await services.WriteDeviceAsync(id, record);
                return true;
            }
            catch (InconsistentStateException)
            {
                // Linked by somebody else meanwhile: the last one counts.
            }
        }
    }

    private static void ThrowIfOff(bool isOn, string part)
    {
        if (!isOn)
        {
            throw new InvalidOperationException($"{AccountErrors.Off($"{part}:{nameof(AccountOptions.Enabled)}")} in the silos, which must have the same settings");
        }
    }

    private void GiveBack(string name, string from)
    {
        services.Tries.TakeBack(from);
        _names.TakeBack(name);
    }

    private async Task<bool> ChangeAsync(string name, Action<StoredAccount> change)
    {
        while (true)
        {
            var record = await services.ReadAccountAsync(name);
            if (!record.RecordExists)
            {
                return false;
            }

            change(record.State!);
            try
            {
                await services.WriteAccountAsync(name, record);
                return true;
            }
            catch (InconsistentStateException)
            {
                // Changed by a login or another operator meanwhile: once more, on what it is now.
            }
        }
    }

    // The login counts all the same.
    private async Task TryHashAgainAsync(AccountCredentials credentials, GrainState<StoredAccount> record, string from)
    {
        try
        {
            record.State!.PasswordHash = await services.Passwords.HashAsync(credentials.Password, from);
            await services.WriteAccountAsync(credentials.Name, record);
        }
        catch (Exception exception)
        {
            Log.NotHashedAgain(logger, exception.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1711, LogLevel.Debug, "A password that was stored with other settings could not be stored anew: {Reason}")]
        public static partial void NotHashedAgain(ILogger logger, string reason);
    }
}
