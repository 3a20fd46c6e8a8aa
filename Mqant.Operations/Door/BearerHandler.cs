using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Mqant.Operations.Door;

/// <summary>Lets scripts in by a token in the header <c>Authorization: Bearer …</c>.</summary>
internal sealed class BearerHandler(
    TokenBook tokens,
    SignInLimiter limiter,
    DoorLog log,
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    /// <summary>What the header begins with.</summary>
    public const string Prefix = "Bearer ";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var address = Peer.AddressOf(Context);
        if (limiter.GetWait(address) is { } wait)
        {
            TooManyTokens.Set(Context, wait);
            return Task.FromResult(AuthenticateResult.Fail("Too many wrong tokens."));
        }

        if (tokens.Find(header[Prefix.Length..].Trim()) is not { } token)
        {
            log.WrongToken(address, isLast: limiter.Fail(address));
            return Task.FromResult(AuthenticateResult.Fail("Nobody has this token."));
        }

        limiter.Succeed(address);
        var principal = new Caller(token.Name, token.Role).ToPrincipal(Scheme.Name, token.Hash);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(principal, Scheme.Name)));
    }
}
