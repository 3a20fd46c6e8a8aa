using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Mqant.Operations.Door;
using Mqant.Operations.Errors;
using Mqant.Operations.Management;
using Orleans.Configuration;

namespace Mqant.Operations.Console;

/// <summary>The console: its page, its API, and the pages of others below it.</summary>
internal sealed class ConsolePart(IServiceProvider process) : IManagementPart
{
    private const string Api = "/console/api/v1";

    private readonly ConsoleOptions _options = process.GetRequiredService<IOptions<ConsoleOptions>>().Value;

    public void AddServices(IServiceCollection services)
    {
        if (!_options.Enabled)
        {
            return;
        }

        var grains = process.GetRequiredService<IGrainFactory>();
        services.AddSingleton(process.GetRequiredService<IPolicyOperations>());
        services.AddSingleton(process.GetRequiredService<IPlayerOperations>());
        services.AddSingleton(process.GetRequiredService<IAccountOperations>());
        services.AddSingleton(process.GetRequiredService<IRoomOperations>());
        services.AddSingleton(process.GetRequiredService<IGroupOperations>());
        services.AddSingleton(process.GetRequiredService<IBroadcasts>());
        services.AddSingleton(process.GetRequiredService<IErrorReports>());
        services.AddSingleton(process.GetRequiredService<IOptions<ClusterOptions>>());
        services.TryAddSingleton(grains);
        services.AddSingleton<ConsoleFiles>();
        services.AddSingleton<ClusterView>();
        services.AddSingleton<ConsoleReader>();
        services.AddSingleton<ConsoleFeed>();
        services.AddSingleton<EventEndpoints>();
        services.ConfigureHttpJsonOptions(static json =>
        {
            // A misspelt member must not make an action wider than it was meant.
            json.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));

            // ASP.NET's own writes '<' as it is: what players write must be harmless wherever somebody pastes it.
            json.SerializerOptions.Encoder = JavaScriptEncoder.Create(UnicodeRanges.All);
        });
        services.AddApiPages();
        if (_options.OrleansDashboard != OrleansDashboardMode.Off)
        {
            services.AddOrleansPages(grains, process.GetRequiredService<IConfiguration>());
        }
    }

    public void Use(WebApplication app) => app.Use(static next => context =>
    {
        if (context.Request.Path.StartsWithSegments(Api))
        {
            RestoreSlashes(context.Request.RouteValues);
        }

        return next(context);
    });

    public void Map(WebApplication app)
    {
        if (!_options.Enabled)
        {
            return;
        }

        app.MapMethods("/console/{**path}", [HttpMethods.Get, HttpMethods.Head], static (string? path, HttpContext context, ConsoleFiles files) => files.Get(path, context)).ExcludeFromDescription();
        var api = app.MapGroup(Api).RequireAuthorization(DoorPolicies.Viewer).ProducesProblem(StatusCodes.Status401Unauthorized);
        api.MapCluster();
        api.MapModules();
        api.MapPlayers();
        api.MapBans();
        api.MapAccounts();
        api.MapRooms(_options.RoomStateRole);
        api.MapErrors();
        api.MapBroadcast();
        app.Services.GetRequiredService<EventEndpoints>().Map(api);
        api.MapGet("{**rest}", static () => Problems.NotFound("The API has nothing at this path; /console/openapi/v1.json says what it has."))
            .ExcludeFromDescription();
        app.MapApiPages();
        if (_options.OrleansDashboard != OrleansDashboardMode.Off)
        {
            app.MapOrleansPages();
        }
    }

    // ASP.NET leaves them as they came, for a path's own end there; names of users, groups and rooms have some.
    private static void RestoreSlashes(RouteValueDictionary values)
    {
        foreach (var name in values.Keys.ToArray())
        {
            if (values[name] is string value && value.Contains("%2F", StringComparison.OrdinalIgnoreCase))
            {
                values[name] = value.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
            }
        }
    }
}
