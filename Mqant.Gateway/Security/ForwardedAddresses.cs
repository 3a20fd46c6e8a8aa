using Microsoft.AspNetCore.HttpOverrides;

namespace Mqant.Gateway.Security;

/// <summary>Gives HTTP requests that come through a proxy the address of the client that the proxy names in a header, by ASP.NET Core's own forwarded headers.</summary>
internal sealed class ForwardedAddresses(TrustedProxies proxies)
{
    private const string XForwardedFor = "X-Forwarded-For";
    private const string Forwarded = "Forwarded";

    /// <summary>Reads the header, as far as there are proxies that send it.</summary>
    public void Use(IApplicationBuilder app, ClientAddressHeader header)
    {
        if (proxies.IsEmpty || header == ClientAddressHeader.ProxyProtocol)
        {
            return;
        }

        if (header == ClientAddressHeader.Forwarded)
        {
            app.Use(Translate);
        }

        // Proxies may stand behind each other: the last address that none of them has is the client's.
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        proxies.Networks.ForEach(options.KnownIPNetworks.Add);
        app.UseForwardedHeaders(options);
    }

    // What a client says in the other header is never believed.
    private static Task Translate(HttpContext context, RequestDelegate next)
    {
        var headers = context.Request.Headers;
        headers.Remove(XForwardedFor);
        if (headers.TryGetValue(Forwarded, out var values))
        {
            if (ForwardedHeader.ReadAddresses(values.ToString()) is not { } addresses)
            {
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                return Task.CompletedTask;
            }

            headers[XForwardedFor] = addresses;
        }

        return next(context);
    }
}
