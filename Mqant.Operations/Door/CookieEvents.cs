using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Mqant.Operations.Door;

/// <summary>What is looked at of somebody who is in, with every request: what the settings say counts now, not when they came in.</summary>
internal sealed class CookieEvents(LiveOptions<ConsoleOptions> options, TokenBook tokens, SignedOut signedOut, TimeProvider time) : CookieAuthenticationEvents
{
    public override Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        if (!IsGood(context.Principal!, context.Properties))
        {
            context.RejectPrincipal();
        }

        return Task.CompletedTask;
    }

    /// <summary>Whether somebody who came in may stay.</summary>
    public bool IsGood(ClaimsPrincipal principal, AuthenticationProperties? properties)
    {
        if (Caller.Of(principal) is not { } caller
            || Caller.TicketOf(principal) is not { } ticket
            || signedOut.Contains(ticket)
            || (properties?.ExpiresUtc is { } expires && expires <= time.GetUtcNow()))
        {
            return false;
        }

        return Caller.TokenOf(principal) is { } hash
            ? tokens.FindByHash(hash) is { } token && token.Role == caller.Role && token.Name == caller.Name
            : caller == StartLink.Caller ? !options.Value.HasSignIn
            : options.Value.OpenIdConnect.Authority is not null;
    }
}
