using System.Net;

namespace Mqant.Operations.Door;

/// <summary>
/// What is looked at before anybody asks who it is: that the request names this server and no other (a page of somebody else whose name leads to this machine would name its own), and that a
/// browser makes it for the console's own page.
/// </summary>
internal sealed class Doorstep(LiveOptions<ConsoleOptions> options, DoorLog log)
{
    /// <summary>What the page sends with everything that changes something; no form and no other page can.</summary>
    public const string PageHeader = "X-Mqant-Console";

    private const string FetchSite = "Sec-Fetch-Site";
    private const string SameOrigin = "same-origin";

    // Of what somebody types into the address bar.
    private const string NoSite = "none";

    private static readonly PathString Console = "/console";
    private static readonly PathString Api = "/console/api";

    /// <summary>Looks at every request of the management port.</summary>
    public Task UseAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (options.Value.PublicUrl is { } publicUrl && request.Host.Host.Equals(publicUrl.Host, StringComparison.OrdinalIgnoreCase))
        {
            // What the proxy has taken off.
            (request.Scheme, request.Host) = (publicUrl.Scheme, publicUrl.IsDefaultPort ? new HostString(publicUrl.Host) : new HostString(publicUrl.Host, publicUrl.Port));
        }
        else if (MustBeLoopback(context) && !IsLoopback(request.Host))
        {
            return RefuseAsync(context, StatusCodes.Status421MisdirectedRequest, "The request names a host that is not this one's; expected 'localhost' or a loopback address, or the host of Mqant:Console:PublicUrl.");
        }

        return request.Path.StartsWithSegments(Api) && FindForeignSite(request) is { } reason ? RefuseAsync(context, StatusCodes.Status403Forbidden, reason) : next(context);
    }

    /// <summary>Whether somebody who came in by the page's cookie asks for a change, and yet not the page does.</summary>
    public static bool IsForged(HttpContext context) =>
        !HttpMethods.IsGet(context.Request.Method)
        && !HttpMethods.IsHead(context.Request.Method)
        && context.User.Identity?.AuthenticationType == DoorSchemes.Cookie
        && context.Request.Headers[PageHeader] != "1";

    private Task RefuseAsync(HttpContext context, int status, string reason)
    {
        log.Refused(reason, Peer.AddressOf(context), context.Request.Path);
        return Problems.WriteAsync(context, status, reason);
    }

    // A server that others reach by whatever name they have for it cannot know the name, unless it was told; its cookies belong to the name that was used.
    private bool MustBeLoopback(HttpContext context) =>
        context.Connection.LocalIpAddress is not { } local
        || IPAddress.IsLoopback(local)
        || (options.Value.PublicUrl is not null && context.Request.Path.StartsWithSegments(Console));

    private static bool IsLoopback(HostString host) =>
        host.HasValue
        && (host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Host, out var address) && IPAddress.IsLoopback(address)));

    private static string? FindForeignSite(HttpRequest request)
    {
        if (request.Headers.TryGetValue(FetchSite, out var site) && site != SameOrigin && site != NoSite)
        {
            return $"The request comes from another page ({FetchSite} is '{(site.ToString() is "cross-site" or "same-site" ? site.ToString() : "unknown")}'); only the console's own may make it.";
        }

        return request.Headers.Origin.ToString() is { Length: > 0 } origin && !origin.Equals($"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase)
            ? "The request comes from a page of another origin; only the console's own may make it."
            : null;
    }
}
