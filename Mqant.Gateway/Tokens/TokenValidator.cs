using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Mqant.Gateway.Tokens;

/// <summary>Whether tokens are what the issuer has signed for this game, and whom they are of.</summary>
internal sealed partial class TokenValidator
{
    private const string CriticalHeader = "crit";

    // More than any packet before CONNECT is accepted, and than issuers make.
    private const int MaxTokenSize = 16 * 1024;

    // How a JSON object begins in base64url.
    private const string TokenStart = "eyJ";

    private readonly JwtOptions _options;
    private readonly TokenKeys _keys;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = MaxTokenSize, MapInboundClaims = false };
    private readonly TokenValidationParameters _parameters;

    public TokenValidator(IOptions<AuthenticationOptions> options, TokenKeys keys, TimeProvider time, ILogger<TokenValidator> logger)
    {
        _options = options.Value.Jwt;
        _keys = keys;
        _time = time;
        _logger = logger;
        _parameters = new TokenValidationParameters
        {
            ValidIssuer = _options.Issuer,
            ValidAudience = _options.Audience,
            ValidAlgorithms = [.. _options.EffectiveAlgorithms],
            ValidTypes = _options.TokenType is { } type ? [type] : null,
            RequireSignedTokens = true,
            ValidateIssuerSigningKey = true,
            IssuerSigningKeyResolver = (_, _, _, _) => _keys.Current,
            LifetimeValidator = (from, until, _, _) => IsNow(from, until),
        };
    }

    public bool IsOn => _options.IsOn;

    /// <summary>Whether a text can only be meant as a token.</summary>
    public static bool LooksLikeToken(string text) => text.StartsWith(TokenStart, StringComparison.Ordinal) && text.AsSpan().Count('.') == 2;

    public async ValueTask<TokenCheck> CheckAsync(string text)
    {
        if (!IsOn || Read(text) is not { } token)
        {
            return TokenCheck.Refused(AccountErrors.BadToken);
        }

        if (_keys.Current.Length == 0 && !await _keys.ReadAgainAsync())
        {
            return TokenCheck.Unavailable;
        }

        // The issuer may have a new one. Keys in PEM have no ids.
        if (token.Kid is { Length: > 0 } id && !Array.Exists(_keys.Current, key => key.KeyId == id))
        {
            await _keys.ReadAgainAsync();
        }

        var result = await _handler.ValidateTokenAsync(token, _parameters);
        if (!result.IsValid)
        {
            Log.Refused(_logger, result.Exception?.GetType().Name, result.Exception?.Message);
            return TokenCheck.Refused(result.Exception is SecurityTokenInvalidLifetimeException ? ExplainTime(token) : AccountErrors.BadToken);
        }

        return Identify(token) is { } identity ? new TokenCheck(identity, null) : TokenCheck.Refused(AccountErrors.BadToken);
    }

    private JsonWebToken? Read(string text)
    {
        try
        {
            // What must be understood is not (RFC 7515 section 4.1.11).
            return text.Length <= MaxTokenSize && LooksLikeToken(text) && _handler.ReadJsonWebToken(text) is var token && !token.TryGetHeaderValue<object>(CriticalHeader, out _) ? token : null;
        }
        catch (ArgumentException)
        {
            // SecurityTokenMalformedException is one, too.
            return null;
        }
    }

    private bool IsNow(DateTime? from, DateTime? until)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        return until is { } end && now < end + _options.ClockSkew && (from is null || from - _options.ClockSkew <= now);
    }

    // What a token does not say is the least time here.
    private string ExplainTime(JsonWebToken token) =>
        token.ValidTo == default ? AccountErrors.TokenWithoutEnd
        : token.ValidFrom > _time.GetUtcNow().UtcDateTime + _options.ClockSkew ? AccountErrors.TokenNotYetValid
        : AccountErrors.TokenExpired;

    private TokenIdentity? Identify(JsonWebToken token)
    {
        try
        {
            if (Find(token, _options.UserIdClaim) is not { Length: > 0 } user)
            {
                Log.Refused(_logger, _options.UserIdClaim, "the claim is missing");
                return null;
            }

            UserIds.Check(user);
            string[] roles =
            [
                .. token.Claims
                    .Where(claim => claim.Type == _options.RolesClaim)
                    .SelectMany(static claim => claim.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    .Where(RoleNames.IsValid)
                    .Distinct(StringComparer.Ordinal)
                    .Take(RoleNames.MaxCount),
            ];
            KeyValuePair<string, string>[] settings =
            [
                .. _options.Settings.Select(setting => KeyValuePair.Create(setting.Key, Find(token, setting.Value)!)).Where(static setting => setting.Value is not null),
            ];
            return new TokenIdentity(user, roles, settings, new DateTimeOffset(token.ValidTo, TimeSpan.Zero) + _options.ClockSkew);
        }
        catch (GameException exception)
        {
            Log.Refused(_logger, _options.UserIdClaim, exception.Message);
            return null;
        }
    }

    private static string? Find(JsonWebToken token, string claim) => token.Claims.FirstOrDefault(found => found.Type == claim)?.Value;

    private static partial class Log
    {
        [LoggerMessage(2753, LogLevel.Debug, "A token is not accepted: {Kind} {Reason}")]
        public static partial void Refused(ILogger logger, string? kind, string? reason);
    }
}
