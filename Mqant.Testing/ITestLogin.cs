namespace Mqant.Testing;

/// <summary>How clients of a <see cref="TestGame"/> log in that has no login of its own: it believes everyone.</summary>
[GameModule("TestLogin", Key = KeyPolicy.Any)]
internal interface ITestLogin : IGrainWithStringKey
{
    /// <summary>Binds the session to a user.</summary>
    [Handler("HD_Login")]
    ValueTask LoginAsync(Session session, TestUser request);
}
