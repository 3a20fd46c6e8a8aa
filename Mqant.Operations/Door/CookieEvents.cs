using Microsoft.AspNetCore.Authentication.Cookies;

namespace Mqant.Operations.Door;

/// <summary>What is looked at of somebody who is in, with every request: what the settings say counts now, not when they came in.</summary>
internal sealed class CookieEvents(LiveOptions<ConsoleOptions> options, TokenBook tokens, SignedOut signedOut) : CookieAuthenticationEvents
{
    public override Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        var principal = context.Principal!;
        if (Caller.Of(principal) is not { } caller || Caller.TicketOf(principal) is not { } ticket || signedOut.Contains(ticket))
        {
            context.RejectPrincipal();
        }
        else if (Caller.TokenOf(principal) is { } hash)
        {
            if (tokens.FindByHash(hash) is not { } token || token.Role != caller.Role || token.Name != caller.Name)
            {
                context.RejectPrincipal();
            }
        }
        else if (caller == StartLink.Caller ? options.Value.HasSignIn : options.Value.OpenIdConnect.Authority is null)
        {
            context.RejectPrincipal();
        }

        return Task.CompletedTask;
    }
}
