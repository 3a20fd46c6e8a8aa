using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.Options;
using Mqant.Gateway.Hosting;
using Mqant.Grains;

namespace Mqant.Gateway.Program;

/// <summary>The demo pages: plain files in <c>wwwroot</c> beside the program, which speak MQTT over the gateway's WebSocket port.</summary>
internal static class WebPages
{
    // Where mqant has its pages: links to them stay good.
    private const string MqantPrefix = "/mqant";

    // Scripts and styles are the gateway's own. The WebSocket is on another port, and MQTT.js keeps its timers in a worker made from a blob.
    private const string ContentSecurityPolicy =
        "default-src 'self'; connect-src 'self' ws: wss:; worker-src 'self' blob:; " +
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

    private const string AskEveryTime = "no-cache";
    private const string KeepForADay = "public, max-age=86400";

    /// <summary>Serves the pages where there are demos.</summary>
    public static void UsePages(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<DemoOptions>>().Value is not { Enabled: true, Pages: true })
        {
            return;
        }

        app.UsePathBase(MqantPrefix);
        app.UseRouting();
        app.UseDefaultFiles();
        app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = SetHeaders });
        app.MapGet("/config.json", (HttpContext context, GatewayEndpoints endpoints, IOptions<GatewayOptions> options) =>
        {
            context.Response.Headers.CacheControl = AskEveryTime;
            return Results.Json(new
            {
                WebSocketPort = options.Value.WebSocketPort == GatewayOptions.NoPort ? (int?)null : endpoints.WebSocketPort,
                endpoints.WebSocketTlsPort,
            });
        });
    }

    private static void SetHeaders(StaticFileResponseContext file)
    {
        var headers = file.Context.Response.Headers;
        headers.CacheControl = file.Context.Request.Path.StartsWithSegments("/lib") ? KeepForADay : AskEveryTime;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
    }
}
