using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Mqant.Grains;

namespace Mqant.Gateway.Hosting;

/// <summary>Builds the gateway program: client protocols in front, the cluster behind.</summary>
public static class GatewayHost
{
    /// <summary>
    /// A web application with everything the gateway needs; add services, protocols or endpoints of your own before building it.
    /// </summary>
    /// <exception cref="SettingsException">A setting is wrong.</exception>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        var services = builder.Services;
        Settings.CheckSections(builder.Configuration);
        Compatibility.Apply(builder.Configuration);
        var cluster = services.AddSettings<ClusterSettings>(builder.Configuration, ClusterSettings.SectionName);
        var gateway = services.AddSettings<GatewayOptions>(builder.Configuration, GatewayOptions.SectionName);
        var silo = Settings.Read<SiloSettings>(builder.Configuration, SiloSettings.SectionName);
        services.AddMqantTelemetry(builder.Configuration, "mqant-gateway");
        JoinCluster(builder, cluster, silo, gateway);
        services.AddSessionCore();
        services.AddClusterLink();
        services.AddClientProtocols();
        services.AddHealthChecks().AddCheck<GatewayHealth>("gateway", tags: [GatewayHealth.ReadyTag]);
        return builder;
    }

    /// <summary>
    /// The application, ready to run: client protocols, <c>/health/live</c> (the process runs), <c>/health/ready</c> (the cluster offers
    /// a module, and the gateway is not shutting down) and the demo pages unless <see cref="GatewayOptions.Pages"/> is off.
    /// </summary>
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var app = builder.Build();
        app.UseClientProtocols();
        if (app.Services.GetRequiredService<IOptions<GatewayOptions>>().Value.Pages)
        {
            app.UsePages();
        }

        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = static _ => false });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = static check => check.Tags.Contains(GatewayHealth.ReadyTag) });
        return app;
    }

    private static void JoinCluster(WebApplicationBuilder builder, ClusterSettings cluster, SiloSettings silo, GatewayOptions gateway)
    {
        if (cluster.Mode == ClusterMode.Embedded)
        {
            if (silo.CallTimeout is { } limit && limit != gateway.CallTimeout)
            {
                throw new SettingsException(
                    $"{SiloSettings.SectionName}:{nameof(SiloSettings.CallTimeout)} is {limit}, but a gateway with an embedded silo has one limit for all calls: "
                    + $"{GatewayOptions.SectionName}:{nameof(GatewayOptions.CallTimeout)}.");
            }

            builder.Services.AddDemos(builder.Configuration, cluster.Mode);
            builder.Host.UseOrleans(s => s.AddMqant(builder.Configuration).UseMqantCluster(cluster, silo, gateway.CallTimeout));
        }
        else if (gateway.Join == GatewayJoin.Silo)
        {
            builder.Host.UseOrleans(s => s.UseMqantClusterWithoutGrains(cluster, silo, gateway.CallTimeout));
        }
        else
        {
            builder.Host.UseOrleansClient(c => c.UseMqantClusterAsClient(cluster, gateway.CallTimeout));
        }
    }
}
