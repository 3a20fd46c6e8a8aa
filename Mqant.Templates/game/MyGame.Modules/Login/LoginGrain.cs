using Mqant;
using MyGame.Contracts;
using Orleans.Concurrency;

namespace MyGame.Modules.Login;

[StatelessWorker, Reentrant]
internal sealed class LoginGrain : Grain, ILogin
{
    private const int MinName = 2;
    private const int MaxName = 20;
    private const int MinPassword = 8;
    private const int MaxPassword = 128;

    public async Task<string> RegisterAsync(Session session, Credentials credentials)
    {
        if (credentials.Name is not { Length: >= MinName and <= MaxName } || !credentials.Name.All(char.IsAsciiLetterOrDigit))
        {
            throw new GameException($"a name has {MinName} to {MaxName} letters and digits");
        }

        if (credentials.Password is not { Length: >= MinPassword and <= MaxPassword })
        {
            throw new GameException($"a password has {MinPassword} to {MaxPassword} characters");
        }

        return await AccountOf(credentials).CreateAsync(credentials.Password)
            ? await EnterAsync(session, credentials)
            : throw new GameException("the name is taken");
    }

    public async Task<string> LoginAsync(Session session, Credentials credentials) =>
        credentials is { Name.Length: > 0 and <= MaxName, Password.Length: <= MaxPassword } && await AccountOf(credentials).CheckAsync(credentials.Password)
            ? await EnterAsync(session, credentials)
            : throw new GameException("wrong name or password");

    // From here on the session is the user's: the binding takes effect with the reply.
    private static async Task<string> EnterAsync(Session session, Credentials credentials)
    {
        var user = UserOf(credentials);
        await session.BindAsync(user);
        return user;
    }

    // Ada and ada are one.
    private static string UserOf(Credentials credentials) => credentials.Name.ToLowerInvariant();

    private IAccount AccountOf(Credentials credentials) => GrainFactory.GetGrain<IAccount>(UserOf(credentials));
}
