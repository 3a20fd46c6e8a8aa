using System.Security.Claims;

namespace Mqant.Operations.Door;

/// <summary>Who asks.</summary>
/// <param name="Name">As the audit log names them.</param>
/// <param name="Role">What they may do.</param>
internal sealed record Caller(string Name, ConsoleRole Role)
{
    private const string NameClaim = "mqant.name";
    private const string RoleClaim = "mqant.role";
    private const string TokenClaim = "mqant.token";
    private const string TicketClaim = "mqant.ticket";

    /// <summary>Who a request's principal is; null for nobody.</summary>
    public static Caller? Of(ClaimsPrincipal principal) =>
        principal.Identity?.IsAuthenticated == true
        && principal.FindFirstValue(NameClaim) is { } name
        && Enum.TryParse<ConsoleRole>(principal.FindFirstValue(RoleClaim), out var role)
            ? new Caller(name, role)
            : null;

    /// <summary>The token by which they came in, by its hash; null when they came otherwise.</summary>
    public static string? TokenOf(ClaimsPrincipal principal) => principal.FindFirstValue(TokenClaim);

    /// <summary>What tells this sign-in from others.</summary>
    public static string? TicketOf(ClaimsPrincipal principal) => principal.FindFirstValue(TicketClaim);

    /// <summary>The principal that a request has.</summary>
    /// <param name="scheme">How they came in.</param>
    /// <param name="tokenHash">By which token, if by one.</param>
    public ClaimsPrincipal ToPrincipal(string scheme, string? tokenHash = null)
    {
        var identity = new ClaimsIdentity(scheme, NameClaim, RoleClaim);
        identity.AddClaim(new Claim(NameClaim, Name));
        identity.AddClaim(new Claim(RoleClaim, Role.ToString()));
        identity.AddClaim(new Claim(TicketClaim, Guid.NewGuid().ToString("N")));
        if (tokenHash is not null)
        {
            identity.AddClaim(new Claim(TokenClaim, tokenHash));
        }

        return new ClaimsPrincipal(identity);
    }
}
