using System.Text;
using Microsoft.Extensions.Options;
using Mqant.Gateway.Sessions;
using Mqant.Gateway.Tokens;

namespace Mqant.Gateway.Identity;

/// <summary>
/// Decides who a client is that introduces itself: by a token, by the game's authenticators, by an account or a device, in this order; who shows nothing is a guest, if there are any.
/// </summary>
internal sealed partial class ClientAuthentication
{
    private const string NotChecked = "logins cannot be checked at present";
    private const string NoGuests = "guests are not let in";

    private static readonly TimeSpan AccountPatience = TimeSpan.FromSeconds(5);
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly SessionHooks _hooks;
    private readonly TokenValidator _tokens;
    private readonly IGrainFactory _grains;
    private readonly AuthenticationOptions _options;
    private readonly FailureBook _failures;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public ClientAuthentication(
        SessionHooks hooks,
        TokenValidator tokens,
        IGrainFactory grains,
        FailureBook failures,
        IOptions<AuthenticationOptions> options,
        TimeProvider time,
        LineLimiter lines,
        ILogger<ClientAuthentication> logger)
    {
        _hooks = hooks;
        _tokens = tokens;
        _grains = grains;
        _options = options.Value;
        _failures = failures;
        _time = time;
        _logger = lines.Limit(logger);
    }

    /// <summary>Whether nobody is let in because the game's authenticator has not been seen yet.</summary>
    public bool AwaitsAuthenticator => _options.RequireAuthenticator && !_hooks.HasAuthenticators;

    /// <summary>Who the client is; null for a guest of whom nobody has said anything.</summary>
    /// <exception cref="SessionRefusedException">The client is not let in.</exception>
    public ValueTask<AuthenticationResult?> AuthenticateAsync(ClientSession session, SessionOpening opening)
    {
        if (AwaitsAuthenticator)
        {
            Log.NoAuthenticator(_logger);
            throw new SessionRefusedException(SessionRefusal.Unavailable, NotChecked);
        }

        if (opening is { UserName: null, Password: null, Token: null })
        {
            return _hooks.HasAuthenticators || !_options.Guests.Allowed ? AskAsync(session, opening, password: null, token: null) : default;
        }

        var password = opening.Password is { } bytes ? Decode(bytes) : null;
        var token = _tokens.IsOn && password is not null && TokenValidator.LooksLikeToken(password) ? password : opening.Token;
        return AskAsync(session, opening, password, _tokens.IsOn ? token : null);
    }

    private async ValueTask<AuthenticationResult?> AskAsync(ClientSession session, SessionOpening opening, string? password, string? token)
    {
        // Of what a silo checks, it counts the tries itself.
        var counts = (opening.Password is not null || opening.Token is not null) && (token is not null || _hooks.HasAuthenticators);
        var address = AddressKey.Of(session.Snapshot.RemoteAddress);
        if (counts && _failures.Begin(address) is { } wait)
        {
            throw TooSoon(wait);
        }

        try
        {
            if (await IdentifyAsync(session, opening, password, token) is { } identified)
            {
                TakeBack();
                return identified;
            }
        }
        catch (SessionRefusedException refused) when (refused.Refusal is not (SessionRefusal.BadCredentials or SessionRefusal.NotAuthorized))
        {
            TakeBack();
            throw;
        }

        TakeBack();
        return _options.Guests.Allowed ? null : throw new SessionRefusedException(SessionRefusal.NotAuthorized, NoGuests);

        void TakeBack()
        {
            if (counts)
            {
                _failures.TakeBack(address);
            }
        }
    }

    private async ValueTask<AuthenticationResult?> IdentifyAsync(ClientSession session, SessionOpening opening, string? password, string? token) =>
        token is not null ? await CheckAsync(token)
        : await _hooks.AuthenticateAsync(session, opening) is { } decided ? decided
        : password is null ? null
        : _options.Devices.Enabled && DeviceSecret.TryGetId(password, out var device)
            ? await AskSiloAsync(_grains.GetAccountShard(device).LoginDeviceAsync(device, DeviceSecret.Hash(password), session.Snapshot.RemoteAddress))
        : _options.Accounts.Enabled && AccountCredentials.Of(opening.UserName, password) is var credentials
            ? await AskSiloAsync(_grains.GetAccountShard(credentials.Name).LoginAsync(credentials, session.Snapshot.RemoteAddress))
        : null;

    private async ValueTask<AuthenticationResult> CheckAsync(string token)
    {
        var check = await _tokens.CheckAsync(token);
        return check switch
        {
            { Identity: { } identity } => AuthenticationResult.User(identity.UserId, identity.Settings, roles: identity.Roles, expires: identity.Expires),
            { IsUnavailable: true } => throw new SessionRefusedException(SessionRefusal.Unavailable, NotChecked),
            _ => throw new SessionRefusedException(SessionRefusal.NotAuthorized, check.Refusal),
        };
    }

    private async ValueTask<AuthenticationResult> AskSiloAsync(Task<LoginAnswer> login)
    {
        LoginAnswer answer;

        // What comes too late is heard by nobody.
        login.Ignore();
        try
        {
            answer = await login.WaitAsync(AccountPatience, _time);
        }
        catch (Exception exception)
        {
            Log.NotAsked(_logger, exception.Message);
            throw new SessionRefusedException(SessionRefusal.Unavailable, NotChecked);
        }

        return answer switch
        {
            { Error: null } => AuthenticationResult.User(answer.UserId, roles: answer.Roles),
            { IsTooSoon: true } => throw new SessionRefusedException(SessionRefusal.TooManyTries, answer.Error),
            { Error: AccountErrors.Busy } => throw new SessionRefusedException(SessionRefusal.Unavailable, answer.Error),
            _ => throw new SessionRefusedException(SessionRefusal.BadCredentials),
        };
    }

    private static SessionRefusedException TooSoon(TimeSpan wait) => new(SessionRefusal.TooManyTries, AccountErrors.TooManyTries(wait));

    // What is no text is nobody's password.
    private static string Decode(ReadOnlyMemory<byte> password)
    {
        try
        {
            return Utf8.GetString(password.Span);
        }
        catch (DecoderFallbackException)
        {
            return "";
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2754, LogLevel.Warning, "A login could not be checked, and the client was refused: {Reason}")]
        public static partial void NotAsked(ILogger logger, string reason);

        [LoggerMessage(2756, LogLevel.Warning, "Nobody is let in: Mqant:Authentication:RequireAuthenticator is on, and no silo with an authenticator has been seen since this process started.")]
        public static partial void NoAuthenticator(ILogger logger);
    }
}
