using Microsoft.Extensions.Options;

namespace Mqant;

/// <inheritdoc cref="IAccounts"/>
internal sealed class ClusterAccounts(IGrainFactory grains, IUsers users, ISessions sessions, AccountServices services, IOptions<AuthenticationOptions> options) : IAccounts
{
    private const string Accounts = nameof(AuthenticationOptions.Accounts);
    private const string Devices = nameof(AuthenticationOptions.Devices);
    private const string Enabled = nameof(AccountOptions.Enabled);

    private readonly AuthenticationOptions _options = options.Value;

    public bool AreEnabled => _options.Accounts.Enabled;

    public async Task RegisterAsync(Session session, string? name, string? password, string? deviceSecret = null)
    {
        ThrowIfOff(_options.Accounts.Enabled, Accounts);
        if (!_options.Accounts.Registration)
        {
            throw new GameException(AccountErrors.RegistrationClosed);
        }

        var normal = AccountNames.Normalize(name) ?? throw new GameException(AccountErrors.BadName);
        var credentials = new AccountCredentials(normal, CheckNew(password));
        var device = deviceSecret is null ? null : await LoginDeviceAsync(deviceSecret, session.RemoteAddress);
        if (device is { Stamp: var stamp } && stamp != Guid.Empty)
        {
            throw new GameException(AccountErrors.DeviceLinked);
        }

        ThrowIfTooMany(session.RemoteAddress);
        var created = Check(await grains.GetAccountShard(normal).CreateAsync(credentials, device?.UserId ?? normal, []));
        if (DeviceSecret.TryGetId(deviceSecret, out var id))
        {
            await LinkAsync(id, normal, created.Stamp);
        }

        await BindAsync(session, created);
    }

    public async Task LoginAsync(Session session, string? name, string? password) => await BindAsync(session, await LoginAsync(name, password, session.RemoteAddress));

    public async Task ChangePasswordAsync(Session session, string? name, string? password, string? newPassword)
    {
        var changed = CheckNew(newPassword);
        var account = await LoginAsync(name, password, session.RemoteAddress);
        var normal = AccountNames.Normalize(name)!;
        await grains.GetAccountShard(normal).SetPasswordAsync(new AccountCredentials(normal, changed));
        foreach (var other in (await users.GetAsync(account.UserId)).Sessions)
        {
            if (!other.Session.IsSameConnection(session.Ref))
            {
                sessions.Kick(other.Session, "password changed");
            }
        }
    }

    public async Task<string> CreateDeviceAsync(Session session)
    {
        ThrowIfOff(_options.Devices.Enabled, Devices);
        ThrowIfTooMany(session.RemoteAddress);
        var secret = DeviceSecret.Create();
        DeviceSecret.TryGetId(secret, out var id);
        await grains.GetAccountShard(id!).CreateDeviceAsync(id!, DeviceSecret.Hash(secret));
        await session.BindAsync(DeviceSecret.UserOf(id!), []);
        return secret;
    }

    public async Task LoginDeviceAsync(Session session, string? deviceSecret) => await BindAsync(session, await LoginDeviceAsync(deviceSecret, session.RemoteAddress));

    public async Task LinkAsync(Session session, string? deviceSecret, string? name, string? password)
    {
        ThrowIfOff(_options.Devices.Enabled, Devices);
        if (!DeviceSecret.TryGetId(deviceSecret, out var id))
        {
            throw new GameException(AccountErrors.UnknownDevice);
        }

        // One that was linked before may be linked anew: that its account's password has changed is no reason not to.
        var answer = await grains.GetAccountShard(id).LoginDeviceAsync(id, DeviceSecret.Hash(deviceSecret!), session.RemoteAddress);
        if (answer.Error is { } error and not AccountErrors.DeviceUnlinked)
        {
            throw new GameException(error);
        }

        var account = await LoginAsync(name, password, session.RemoteAddress);
        await LinkAsync(id, AccountNames.Normalize(name)!, account.Stamp);
        await BindAsync(session, account);
    }

    private async Task<LoginAnswer> LoginAsync(string? name, string? password, string address)
    {
        ThrowIfOff(_options.Accounts.Enabled, Accounts);

        var credentials = AccountCredentials.Of(name, password);
        return Check(await grains.GetAccountShard(credentials.Name).LoginAsync(credentials, address));
    }

    private async Task<LoginAnswer> LoginDeviceAsync(string? secret, string address)
    {
        ThrowIfOff(_options.Devices.Enabled, Devices);
        return DeviceSecret.TryGetId(secret, out var id)
            ? Check(await grains.GetAccountShard(id).LoginDeviceAsync(id, DeviceSecret.Hash(secret!), address))
            : throw new GameException(AccountErrors.UnknownDevice);
    }

    private async Task LinkAsync(string id, string account, Guid stamp)
    {
        if (!await grains.GetAccountShard(id).LinkAsync(id, account, stamp))
        {
            throw new GameException(AccountErrors.UnknownDevice);
        }
    }

    private string CheckNew(string? password) =>
        AccountNames.NormalizePassword(password) is { } normal && normal.Length >= _options.Accounts.MinPasswordLength
            ? normal
            : throw new GameException(AccountErrors.BadPassword(_options.Accounts.MinPasswordLength));

    // What is made stays for ever: nobody may make as many as they like.
    private void ThrowIfTooMany(string address)
    {
        if (services.Creations.Begin(AddressKey.Of(address)) is { } wait)
        {
            throw new GameException(AccountErrors.TooManyTries(wait));
        }
    }

    private static Task BindAsync(Session session, LoginAnswer login) => session.BindAsync(login.UserId, login.Roles ?? []).AsTask();

    private static LoginAnswer Check(LoginAnswer answer) => answer.Error is { } error ? throw new GameException(error) : answer;

    private static void ThrowIfOff(bool isOn, string part)
    {
        if (!isOn)
        {
            throw new GameException(AccountErrors.Off($"{part}:{Enabled}"));
        }
    }
}
