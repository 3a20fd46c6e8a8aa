using System.Net.Mime;
using Mqant.Gateway.Limits;
using Mqant.Gateway.Security;

namespace Mqant.Gateway.Hosting;

/// <summary>
/// What all answers of HTTP have in common, those of errors included: browsers are forbidden what an answer does not need. What the application says itself counts. And a connection without a request makes room for
/// others.
/// </summary>
internal sealed class ClientHttp : IStartupFilter
{
    // Of a page whose program has not said what it needs: what hardly any page does.
    private const string Page = "object-src 'none'; base-uri 'self'; frame-ancestors 'self'";

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(static next => context => ServeAsync(context, next));
        next(app);
    };

    private static Task ServeAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(
            static state =>
            {
                SetHeaders((HttpContext)state);
                return Task.CompletedTask;
            },
            context);
        return context.Features.Get<SocketTicket>() is { Use: SocketUse.Http } ticket ? ServeAsync(context, next, ticket) : next(context);
    }

    private static async Task ServeAsync(HttpContext context, RequestDelegate next, SocketTicket ticket)
    {
        ticket.Speaks();
        try
        {
            await next(context);
        }
        finally
        {
            ticket.Rests();
        }
    }

    private static void SetHeaders(HttpContext context)
    {
        var headers = context.Response.Headers;
        if (string.IsNullOrEmpty(headers.XContentTypeOptions))
        {
            headers.XContentTypeOptions = BrowserRules.NoGuessing;
        }

        var isPage = context.Response.StatusCode < StatusCodes.Status400BadRequest
            && context.Response.ContentType?.StartsWith(MediaTypeNames.Text.Html, StringComparison.OrdinalIgnoreCase) == true;
        if (string.IsNullOrEmpty(headers.XFrameOptions))
        {
            headers.XFrameOptions = isPage ? "SAMEORIGIN" : BrowserRules.NoFrames;
        }

        if (string.IsNullOrEmpty(headers.ContentSecurityPolicy))
        {
            headers.ContentSecurityPolicy = isPage ? Page : BrowserRules.Nothing;
        }
    }
}
