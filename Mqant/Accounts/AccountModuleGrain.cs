using Orleans.Concurrency;

namespace Mqant;

/// <inheritdoc cref="IAccountModule"/>
[StatelessWorker, Reentrant]
internal sealed class AccountModuleGrain(IAccounts accounts) : Grain, IAccountModule
{
    public async Task<AccountReply> RegisterAsync(Session session, AccountRequest request)
    {
        await accounts.RegisterAsync(session, request.Name, request.Password, request.Device);
        return Describe(session);
    }

    public async Task<AccountReply> LoginAsync(Session session, AccountRequest request)
    {
        await accounts.LoginAsync(session, request.Name, request.Password);
        return Describe(session);
    }

    public Task ChangePasswordAsync(Session session, AccountRequest request) => accounts.ChangePasswordAsync(session, request.Name, request.Password, request.NewPassword);

    public async Task<AccountReply> NewDeviceAsync(Session session)
    {
        var secret = await accounts.CreateDeviceAsync(session);
        return Describe(session) with { Device = secret };
    }

    public async Task<AccountReply> LoginDeviceAsync(Session session, AccountRequest request)
    {
        await accounts.LoginDeviceAsync(session, request.Device);
        return Describe(session);
    }

    public async Task<AccountReply> LinkDeviceAsync(Session session, AccountRequest request)
    {
        await accounts.LinkAsync(session, request.Device, request.Name, request.Password);
        return Describe(session);
    }

    public Task TokenAsync(Session session, AccountRequest request) => session.PresentTokenAsync(request.Token ?? throw new GameException(AccountErrors.BadToken)).AsTask();

    public Task LogoutAsync(Session session) => session.UnbindAsync().AsTask();

    private static AccountReply Describe(Session session) => new(session.UserId, session.Roles);
}
