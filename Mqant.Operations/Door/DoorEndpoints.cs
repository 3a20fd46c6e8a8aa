using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Mqant.Operations.Door;

/// <summary>How one comes in and goes out.</summary>
internal static class DoorEndpoints
{
    /// <summary>The console's page.</summary>
    public const string Page = "/console/";

    private const string StartPath = "/console/start";

    public static void MapDoor(this IEndpointRouteBuilder endpoints, bool hasOpenIdConnect)
    {
        endpoints.MapGet(StartPath, StartAsync).ExcludeFromDescription();
        if (hasOpenIdConnect)
        {
            endpoints.MapGet("/console/sign-in/openid", static () =>
                TypedResults.Challenge(new AuthenticationProperties { RedirectUri = Page }, [DoorSchemes.OpenIdConnect])).ExcludeFromDescription();
        }

        var api = endpoints.MapGroup("/console/api/v1").WithTags("Door");
        api.MapPost("sign-in", SignInAsync).WithSummary("Exchanges a token for the page's cookie.").ProducesProblem(401).ProducesProblem(429);
        api.MapPost("sign-out", SignOutAsync).WithSummary("Ends the page's cookie.");
    }

    /// <summary>The link that is printed.</summary>
    public static Uri StartLinkOf(Uri address, string token) => new(address, $"{StartPath}?token={token}");

    private static async Task<Results<RedirectHttpResult, ProblemHttpResult>> StartAsync(string? token, HttpContext context, StartLink link, SignIns signIns, DoorLog log)
    {
        // What browsers fetch in advance nobody has asked for yet.
        var from = Peer.AddressOf(context);
        if (context.Request.Headers.ContainsKey("Sec-Purpose"))
        {
            return Problems.Of(StatusCodes.Status503ServiceUnavailable, "This link is good for one sign-in, and not fetched in advance.");
        }

        // Not counted as a wrong token: any page can have a browser ask for this, and nobody guesses 256 bits.
        if (!link.TryUse(token ?? string.Empty))
        {
            log.UsedLink(from);
            return Problems.Of(
                StatusCodes.Status403Forbidden,
                "This link is not good, or not any more: it signs in once. Start the process anew for another one, or configure Mqant:Console:Tokens.");
        }

        await signIns.SignInAsync(context, StartLink.Caller, SignInMethods.Link);
        return TypedResults.LocalRedirect(Page);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> SignInAsync(SignInRequest request, HttpContext context, TokenBook tokens, StartLink link, SignIns signIns, SignInLimiter limiter, DoorLog log)
    {
        var from = Peer.AddressOf(context);
        if (limiter.GetWait(from) is { } wait)
        {
            return new TooManyTokens(wait).ToResult(context);
        }

        var text = request.Token?.Trim() ?? string.Empty;
        if (tokens.Find(text) is { } token)
        {
            await signIns.SignInAsync(context, new Caller(token.Name, token.Role), SignInMethods.Token, token.Hash);
            return TypedResults.NoContent();
        }

        if (link.TryUse(text))
        {
            await signIns.SignInAsync(context, StartLink.Caller, SignInMethods.Link);
            return TypedResults.NoContent();
        }

        log.WrongToken(from, isLast: limiter.Fail(from));
        return Problems.Of(StatusCodes.Status401Unauthorized, "Nobody has this token.");
    }

    private static async Task<NoContent> SignOutAsync(HttpContext context, SignedOut signedOut)
    {
        var result = await context.AuthenticateAsync(DoorSchemes.Cookie);
        if (result is { Succeeded: true, Principal: { } principal, Properties.ExpiresUtc: { } expires } && Caller.TicketOf(principal) is { } ticket)
        {
            signedOut.Add(ticket, expires);
        }

        await context.SignOutAsync(DoorSchemes.Cookie);
        return TypedResults.NoContent();
    }
}
