using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Mqant.Grains.Login;

[StatelessWorker, Reentrant]
internal sealed class LoginGrain(IOptions<DemoOptions> options, IAccounts accounts) : Grain, ILogin
{
    public async ValueTask<string> LoginAsync(Session session, Credentials request)
    {
        if (request is not { UserName: { Length: > 0 } userName, Password: not null })
        {
            return "userName or passWord cannot be nil";
        }

        if (accounts.AreEnabled)
        {
            await accounts.LoginAsync(session, userName, request.Password);
        }
        else if (options.Value.AnyPasswordLogin == true)
        {
            await session.BindAsync(userName);
        }
        else
        {
            throw new GameException($"login is off: {DemoOptions.SectionName}:{nameof(DemoOptions.AnyPasswordLogin)} is not true");
        }

        session.Set("login", "true");
        return $"login success {userName}";
    }

    public ValueTask<string> RobotAsync() => new("sss");

    public ValueTask<string> RobotGoAsync() => new("sss");
}
