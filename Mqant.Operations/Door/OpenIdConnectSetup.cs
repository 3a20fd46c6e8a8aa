using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Mqant.Operations.Door;

/// <summary>Signing in at a provider. What comes back is a name and a role; the provider's tokens are not kept.</summary>
internal static class OpenIdConnectSetup
{
    private const string CallbackPath = "/console/sign-in/openid/callback";

    public static void AddProvider(this AuthenticationBuilder authentication, ConsoleOpenIdConnect provider, TimeSpan signedInFor) =>
        authentication.AddOpenIdConnect(DoorSchemes.OpenIdConnect, options =>
        {
            options.SignInScheme = DoorSchemes.Cookie;
            options.Authority = provider.Authority!.ToString();
            options.ClientId = provider.ClientId;
            options.ClientSecret = provider.ClientSecret;
            options.RequireHttpsMetadata = provider.RequireHttps;
            options.CallbackPath = CallbackPath;
            options.ResponseType = OpenIdConnectResponseType.Code;
            options.UsePkce = true;
            options.MapInboundClaims = false;
            options.SaveTokens = false;
            options.GetClaimsFromUserInfoEndpoint = true;
            options.ClaimActions.MapJsonKey(provider.NameClaim, provider.NameClaim);
            options.ClaimActions.MapJsonKey(provider.RoleClaim, provider.RoleClaim);
            foreach (var scope in provider.Scopes)
            {
                options.Scope.Add(scope);
            }

            // With a form, as is the default, the provider's page would post to ours, and cookies would have to be sent from there.
            options.ResponseMode = OpenIdConnectResponseMode.Query;
            foreach (var cookie in new[] { options.CorrelationCookie, options.NonceCookie })
            {
                cookie.SameSite = SameSiteMode.Lax;
                cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                cookie.HttpOnly = true;
            }

            options.Events.OnTicketReceived = context =>
            {
                if (RoleOf(context.Principal!, provider) is not { } role)
                {
                    return RefuseAsync(context, $"None of your roles at the provider (claim '{provider.RoleClaim}') lets you into the console.");
                }

                var caller = new Caller(NameOf(context.Principal!, provider), role);
                context.Principal = caller.ToPrincipal(DoorSchemes.Cookie);
                context.Properties = new AuthenticationProperties { IsPersistent = false, ExpiresUtc = context.Options.TimeProvider!.GetUtcNow() + signedInFor };
                context.ReturnUri = DoorEndpoints.Page;
                return context.HttpContext.RequestServices.GetRequiredService<SignIns>().NoteAsync(context.HttpContext, caller, SignInMethods.OpenIdConnect);
            };
            options.Events.OnRemoteFailure = static context => RefuseAsync(context, "The provider did not let you in, or it took too long; try again from the console's page.");
        });

    private static string NameOf(ClaimsPrincipal principal, ConsoleOpenIdConnect provider) =>
        principal.FindFirstValue(provider.NameClaim) ?? principal.FindFirstValue("sub") ?? "unknown";

    private static ConsoleRole? RoleOf(ClaimsPrincipal principal, ConsoleOpenIdConnect provider)
    {
        ConsoleRole? highest = null;
        foreach (var claim in principal.FindAll(provider.RoleClaim))
        {
            ConsoleRole? role = provider.Roles.Count > 0
                ? provider.Roles.TryGetValue(claim.Value, out var mapped) ? mapped : null
                : Enum.GetValues<ConsoleRole>().Cast<ConsoleRole?>().FirstOrDefault(known => known.ToString()!.Equals(claim.Value, StringComparison.OrdinalIgnoreCase));
            highest = role > highest || highest is null ? role : highest;
        }

        return highest;
    }

    private static Task RefuseAsync(HandleRequestContext<RemoteAuthenticationOptions> context, string detail)
    {
        context.HandleResponse();
        return Problems.WriteAsync(context.HttpContext, StatusCodes.Status403Forbidden, detail);
    }
}
