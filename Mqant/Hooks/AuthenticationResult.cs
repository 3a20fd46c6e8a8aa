namespace Mqant;

/// <summary>What an <see cref="IAuthenticator"/> decided.</summary>
[GenerateSerializer, Immutable, Alias("mqant.AuthenticationResult")]
public sealed class AuthenticationResult
{
    private AuthenticationResult()
    {
    }

    /// <summary>Not this one's to decide: the next is asked; when there is none, the client comes in as a guest.</summary>
    public static AuthenticationResult Pass { get; } = new() { Decision = AuthenticationDecision.Pass };

    /// <summary>User name or password are wrong: CONNACK 4, in 5.0 0x86.</summary>
    public static AuthenticationResult BadCredentials { get; } = new() { Decision = AuthenticationDecision.BadCredentials };

    /// <summary>The client may not use this gateway: CONNACK 5, in 5.0 0x87.</summary>
    public static AuthenticationResult NotAuthorized { get; } = new() { Decision = AuthenticationDecision.NotAuthorized };

    [Id(0)]
    internal AuthenticationDecision Decision { get; private init; }

    [Id(1)]
    internal string UserId { get; private init; } = "";

    [Id(2)]
    internal bool Store { get; private init; }

    [Id(3)]
    internal Dictionary<string, string> Settings { get; private init; } = [];

    [Id(4)]
    internal SessionRights? Rights { get; private init; }

    [Id(5)]
    internal DateTimeOffset? Expires { get; private init; }

    /// <summary>Lets the client in as a guest.</summary>
    /// <param name="settings">Settings that the session starts with, beside its own; these win.</param>
    public static AuthenticationResult Guest(IEnumerable<KeyValuePair<string, string>>? settings = null) =>
        new() { Decision = AuthenticationDecision.Accept, Settings = new(settings ?? [], StringComparer.Ordinal) };

    /// <summary>Lets the client in and binds its session to a user, as <see cref="Session.BindAsync(string, bool)"/> does.</summary>
    /// <param name="userId">The user; not empty, at most <see cref="UserOptions.MaxUserIdLength"/> bytes of UTF-8 without control characters.</param>
    /// <param name="settings">Settings that the session starts with, beside its own; these win.</param>
    /// <param name="store">Whether settings are loaded and stored for the user.</param>
    /// <param name="roles">The roles that the login has; see <see cref="RequireRoleAttribute"/>.</param>
    /// <param name="expires">When the session ends unless it is renewed before (<see cref="SessionEndReason.NotAuthorized"/>); null: never.</param>
    /// <exception cref="GameException">The user id, or a role, is not allowed.</exception>
    public static AuthenticationResult User(
        string userId,
        IEnumerable<KeyValuePair<string, string>>? settings = null,
        bool store = true,
        IEnumerable<string>? roles = null,
        DateTimeOffset? expires = null)
    {
        UserIds.Check(userId);
        return new()
        {
            Decision = AuthenticationDecision.Accept,
            UserId = userId,
            Store = store,
            Rights = SessionRights.Of(roles),
            Expires = expires,
            Settings = new(settings ?? [], StringComparer.Ordinal),
        };
    }
}

/// <summary>The kinds of decisions; values travel between processes.</summary>
internal enum AuthenticationDecision : byte
{
    Pass = 0,
    Accept = 1,
    BadCredentials = 2,
    NotAuthorized = 3,
}
