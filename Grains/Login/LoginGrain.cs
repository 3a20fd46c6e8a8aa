using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Mqant.Grains.Login;

[StatelessWorker, Reentrant]
internal sealed class LoginGrain(IOptions<DemoOptions> options) : Grain, ILogin
{
    public async ValueTask<string> LoginAsync(Session session, Credentials request)
    {
        if (request is not { UserName: { Length: > 0 } userName, Password: not null })
        {
            return "userName or passWord cannot be nil";
        }

        if (options.Value.AnyPasswordLogin != true)
        {
            throw new GameException($"login is off: {DemoOptions.SectionName}:{nameof(DemoOptions.AnyPasswordLogin)} is not true");
        }

        await session.BindAsync(userName);
        session.Set("login", "true");
        return $"login success {userName}";
    }

    public ValueTask<string> RobotAsync() => new("sss");

    public ValueTask<string> RobotGoAsync() => new("sss");
}
