using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Mqant.Operations.Management;

namespace Mqant.Operations.Door;

/// <summary>The door of the management port: who is let in, and what all answers have in common.</summary>
internal sealed class DoorPart(
    LiveOptions<ConsoleOptions> options,
    TokenBook tokens,
    SignInLimiter limiter,
    StartLink link,
    StartLinkNotice notice,
    SignedOut signedOut,
    AuditLog audit,
    DoorLog log,
    ILoggerFactory loggers,
    IHostApplicationLifetime lifetime,
    TimeProvider time) : IManagementPart
{
    private const string CookieName = "mqant-console";
    private static readonly PathString Console = "/console";

    // At start: which ways in there are is decided then. Tokens come and go.
    private readonly ConsoleOptions _atStart = options.Value;

    public void AddServices(IServiceCollection services)
    {
        services.Replace(ServiceDescriptor.Singleton<ILoggerFactory>(new DoorLoggers(loggers)));
        services.AddSingleton(options);
        services.AddSingleton(tokens);
        services.AddSingleton(limiter);
        services.AddSingleton(link);
        services.AddSingleton(signedOut);
        services.AddSingleton(audit);
        services.AddSingleton(log);
        services.TryAddSingleton(time);
        services.AddSingleton<SignIns>();
        services.AddSingleton<Doorstep>();
        services.AddSingleton<CookieEvents>();
        services.AddProblemDetails();
        AddAuthentication(services);
        services.AddSingleton<IAuthorizationHandler, RoleRequirementHandler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, DoorAuthorizationResults>();
        services.AddAuthorizationBuilder()
            .AddPolicy(DoorPolicies.Viewer, static policy => policy.AddRequirements(new RoleRequirement(ConsoleRole.Viewer)))
            .AddPolicy(DoorPolicies.Operator, static policy => policy.AddRequirements(new RoleRequirement(ConsoleRole.Operator)))
            .AddPolicy(DoorPolicies.Admin, static policy => policy.AddRequirements(new RoleRequirement(ConsoleRole.Admin)));
        services.AddSingleton<RequestLimits>();
        services.Configure<RouteHandlerOptions>(static routes => routes.ThrowOnBadRequest = true);
        services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor;
            foreach (var proxy in _atStart.Proxies)
            {
                forwarded.KnownProxies.Add(IPAddress.Parse(proxy));
            }
        });
    }

    public void Use(WebApplication app)
    {
        app.Use(static next => context => SecurityHeaders.UseAsync(context, next));
        if (_atStart.PublicUrl is not null)
        {
            app.UseForwardedHeaders();
        }

        app.Use(next => context => FailedRequests.UseAsync(context, next, log));
        app.UseStatusCodePages(static context => FailedRequests.DescribeAsync(context.HttpContext));
        var doorstep = app.Services.GetRequiredService<Doorstep>();
        app.Use(next => context => doorstep.UseAsync(context, next));
        app.UseAuthentication();
        var limits = app.Services.GetRequiredService<RequestLimits>();
        app.Use(next => context => context.Request.Path.StartsWithSegments(Console) ? limits.UseAsync(context, next) : next(context));
        app.Use(static next => context => Doorstep.IsForged(context)
            ? Problems.WriteAsync(context, StatusCodes.Status403Forbidden, $"With the console's cookie a request that changes something needs the header '{Doorstep.PageHeader}: 1'.")
            : next(context));
        app.UseAuthorization();
    }

    public void Map(WebApplication app)
    {
        if (!_atStart.Enabled)
        {
            return;
        }

        app.MapDoor(_atStart.OpenIdConnect.Authority is not null);
        if (!_atStart.HasSignIn)
        {
            var token = link.Make();

            // A start that fails says why, and nothing else.
            lifetime.ApplicationStarted.Register(() => notice.Tell(DoorEndpoints.StartLinkOf(AddressOf(app), token)));
        }
    }

    // As the page is called elsewhere, too: cookies belong to a name.
    private static Uri AddressOf(WebApplication app)
    {
        var address = new UriBuilder(app.Urls.First());
        address.Host = address.Host == IPAddress.Loopback.ToString() ? ManagementOptions.Localhost : address.Host;
        return address.Uri;
    }

    private void AddAuthentication(IServiceCollection services)
    {
        var authentication = services.AddAuthentication(DoorSchemes.Any)
            .AddPolicyScheme(DoorSchemes.Any, displayName: null, static scheme => scheme.ForwardDefaultSelector = static context =>
                context.Request.Headers.Authorization.ToString().StartsWith(BearerHandler.Prefix, StringComparison.OrdinalIgnoreCase) ? DoorSchemes.Bearer : DoorSchemes.Cookie)
            .AddScheme<AuthenticationSchemeOptions, BearerHandler>(DoorSchemes.Bearer, configureOptions: null)
            .AddCookie(DoorSchemes.Cookie, cookie =>
            {
                cookie.Cookie = new CookieBuilder
                {
                    Name = CookieName,
                    Path = Console,
                    HttpOnly = true,
                    SameSite = SameSiteMode.Strict,
                    SecurePolicy = CookieSecurePolicy.SameAsRequest,
                    IsEssential = true,
                };
                cookie.CookieManager = new PortCookies();
                cookie.EventsType = typeof(CookieEvents);
                cookie.SlidingExpiration = false;
            });
        if (_atStart.OpenIdConnect.Authority is not null)
        {
            authentication.AddProvider(_atStart.OpenIdConnect, _atStart.SignedInFor);
        }

        // Keys that nobody else has and that end with the process: nothing of them on a disk. What is written there at start otherwise is not needed then.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        foreach (var keys in services.Where(static service => service.ImplementationType?.Name == "DataProtectionHostedService").ToArray())
        {
            services.Remove(keys);
        }
    }
}
