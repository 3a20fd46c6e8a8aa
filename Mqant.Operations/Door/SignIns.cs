using Microsoft.AspNetCore.Authentication;

namespace Mqant.Operations.Door;

/// <summary>Gives somebody who proved who they are the page's cookie, and writes it down.</summary>
internal sealed class SignIns(LiveOptions<ConsoleOptions> options, AuditLog audit, DoorLog log, TimeProvider time)
{
    /// <summary>What the audit log calls it.</summary>
    public const string Action = "sign-in";

    /// <summary>Somebody came in.</summary>
    /// <param name="context">Their request, which the cookie answers.</param>
    /// <param name="caller">Who they are.</param>
    /// <param name="method">How they came in.</param>
    /// <param name="tokenHash">By which token, if by one.</param>
    public async Task SignInAsync(HttpContext context, Caller caller, string method, string? tokenHash = null)
    {
        var properties = new AuthenticationProperties { IsPersistent = false, ExpiresUtc = time.GetUtcNow() + options.Value.SignedInFor };
        await context.SignInAsync(DoorSchemes.Cookie, caller.ToPrincipal(DoorSchemes.Cookie, tokenHash), properties);
        await NoteAsync(context, caller, method);
    }

    /// <summary>Writes down that somebody came in.</summary>
    public Task NoteAsync(HttpContext context, Caller caller, string method)
    {
        log.SignedIn(caller.Name, caller.Role, Peer.AddressOf(context), method);
        return audit.AddAsync(context, caller, Action, string.Empty, method);
    }
}
