using Microsoft.Extensions.DependencyInjection.Extensions;
using Mqant.Operations.Door;
using Orleans.Dashboard;

namespace Mqant.Operations.Console;

/// <summary>
/// Orleans' own dashboard, below the console and behind its door. It is built when somebody asks for it first: its files are seventeen megabytes that it reads and compresses then.
/// </summary>
internal static class OrleansPages
{
    private const string Path = "/console/orleans";

    // React sets styles as it goes.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; font-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    // They call grains to see what these hold.
    private static readonly string[] ForAdmins = ["/GrainState", "/Trace"];

    // They end with a silo's address, to which Orleans would connect wherever it is.
    private static readonly string[] OfSilos = ["/HistoricalStats", "/SiloCounters", "/SiloProperties", "/SiloStats"];

    /// <summary>What shows it asks of the cluster.</summary>
    public static void AddOrleansPages(this IServiceCollection services, IGrainFactory grains, IConfiguration configuration)
    {
        services.TryAddSingleton(grains);

        // Of silos and Orleans clients alike: it shows what grains tell it, and the one who asks for it is told nothing of a log that is its own.
        new DashboardClientBuilder(services, configuration).AddDashboard(static dashboard => dashboard.HideTrace = true);
    }

    /// <summary>What a silo tells it.</summary>
    public static void AddOrleansPages(this ISiloBuilder silo, bool withCalls)
    {
        silo.AddDashboard(static dashboard => dashboard.HideTrace = true);
        if (!withCalls)
        {
            // Every call of a grain passes it, whether anybody looks or not.
            foreach (var filter in silo.Services.Where(static service =>
                service.ServiceType == typeof(IIncomingGrainCallFilter) && service.ImplementationType?.Assembly == typeof(DashboardOptions).Assembly).ToArray())
            {
                silo.Services.Remove(filter);
            }
        }
    }

    public static void MapOrleansPages(this WebApplication app)
    {
        var pages = new Lazy<RequestDelegate>(() => Build(app.Services));
        app.MapGet($"{Path}/{{**path}}", async (HttpContext context) =>
            {
                if (context.Request.Path == Path)
                {
                    context.Response.Redirect($"{Path}/");
                    return;
                }

                context.Request.Path.StartsWithSegments(Path, out var rest);
                if (ForAdmins.Any(path => rest.StartsWithSegments(path)) && Caller.Of(context.User) is not { Role: ConsoleRole.Admin })
                {
                    await Problems.WriteAsync(context, StatusCodes.Status403Forbidden, "This needs the role admin.");
                    return;
                }

                if (OfSilos.Any(path => rest.StartsWithSegments(path)) && !await IsSiloAsync(context, rest.Value!.Split('/')[^1]))
                {
                    await Problems.WriteAsync(context, StatusCodes.Status404NotFound, "The cluster has no silo at this address.");
                    return;
                }

                PagePolicy.Set(context, Policy);
                context.SetEndpoint(null);
                context.Request.RouteValues.Clear();
                (context.Request.PathBase, context.Request.Path) = (context.Request.PathBase.Add(Path), rest);
                await pages.Value(context);
            })
            .RequireAuthorization(DoorPolicies.Viewer)
            .ExcludeFromDescription();
    }

    private static async Task<bool> IsSiloAsync(HttpContext context, string address) =>
        Array.Exists((await context.RequestServices.GetRequiredService<ClusterView>().ReadAsync(context.RequestAborted)).Processes, process => process.Facts.Silo == address);

    private static RequestDelegate Build(IServiceProvider services)
    {
        var app = new ApplicationBuilder(services);
        app.UseRouting();
        app.UseEndpoints(static endpoints => endpoints.MapOrleansDashboard());
        return app.Build();
    }

    private sealed class DashboardClientBuilder(IServiceCollection services, IConfiguration configuration) : IClientBuilder
    {
        public IServiceCollection Services => services;

        public IConfiguration Configuration => configuration;
    }
}
