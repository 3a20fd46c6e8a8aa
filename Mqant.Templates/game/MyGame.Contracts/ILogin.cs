using Mqant;

namespace MyGame.Contracts;

/// <summary>Makes accounts, and binds sessions to them. Clients call it as <c>Login/HD_Register</c>, <c>Login/HD_Login</c>.</summary>
[GameModule("Login", Key = KeyPolicy.Any)]
[Alias("MyGame.ILogin")]
public interface ILogin : IGrainWithStringKey
{
    /// <summary>Makes an account and logs in. Returns the user.</summary>
    [Handler("HD_Register")]
    [Alias("Register")]
    Task<string> RegisterAsync(Session session, Credentials credentials);

    /// <summary>Logs in. Returns the user.</summary>
    [Handler("HD_Login")]
    [Alias("Login")]
    Task<string> LoginAsync(Session session, Credentials credentials);
}
