using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Mqant.Operations.Door;
using Mqant.Operations.Processes;
using Scalar.AspNetCore;

namespace Mqant.Operations.Console;

/// <summary>What the API says of itself: an OpenAPI document, and a page to try it, whose script comes from its own assembly.</summary>
internal static class ApiPages
{
    private const string Document = "v1";
    private const string DocumentPath = "/console/openapi/{documentName}.json";
    private const string PagePath = "/console/docs";

    // The page's script sets styles as it goes, and what starts it stands in the page.
    private const string Policy =
        "default-src 'none'; script-src 'self' 'nonce-{0}'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static void AddApiPages(this IServiceCollection services) => services.AddOpenApi(Document, static openApi =>
    {
        openApi.ShouldInclude = static endpoint => endpoint.RelativePath?.StartsWith("console/api/", StringComparison.Ordinal) == true;
        openApi.AddDocumentTransformer(static (document, _, _) =>
        {
            document.Info.Title = "Mqant console";
            document.Info.Version = ProcessIdentity.Version;
            document.Info.Description =
                "What the console's page does, for scripts: with a token in the header 'Authorization: Bearer …'. Times are ISO 8601 in UTC, durations milliseconds, rates per second. Who does what is in the audit log.";
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                ["token"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A token of Mqant:Console:Tokens." },
            };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("token", document)] = [] }];
            return Task.CompletedTask;
        });
    });

    public static void MapApiPages(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapOpenApi(DocumentPath).RequireAuthorization(DoorPolicies.Viewer);
        endpoints.MapScalarApiReference(PagePath, static page => page
                .WithTitle("Mqant console: API")
                .WithOpenApiRoutePattern(DocumentPath)
                .DisableDefaultFonts()
                .DisableTelemetry()
                .DisableAgent()
                .WithNonce())
            .RequireAuthorization(DoorPolicies.Viewer)
            .AddEndpointFilter(static async (context, next) =>
            {
                context.HttpContext.Response.OnStarting(
                    static state =>
                    {
                        var http = (HttpContext)state;
                        if (http.Items.TryGetValue(ScalarOptions.NonceHttpContextItemKey, out var nonce))
                        {
                            PagePolicy.Set(http, string.Format(System.Globalization.CultureInfo.InvariantCulture, Policy, nonce));
                        }

                        return Task.CompletedTask;
                    },
                    context.HttpContext);
                return await next(context);
            });
    }
}
