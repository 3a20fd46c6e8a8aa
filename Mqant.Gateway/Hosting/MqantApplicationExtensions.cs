using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Mqant.Gateway.Hosting;
using Mqant.Gateway;

namespace Mqant;

/// <summary>Makes a web application a game server.</summary>
public static class MqantApplicationExtensions
{
    private const string RoleKey = "Mqant:Role";

    /// <summary>
    /// Adds a game server as section <c>Mqant</c> says: what the process is for by <c>Mqant:Role</c> (<see cref="MqantRole.All"/> when unset), its cluster by
    /// <see cref="MqantClusterOptions"/>, which is in memory when nothing is set, and the rest by <see cref="GatewayOptions"/>, <see cref="MqantSiloOptions"/>, <see cref="UserOptions"/>,
    /// <see cref="PushOptions"/>. Where Orleans is set up by hand, <see cref="MqantGatewayExtensions"/> and <see cref="MqantSiloExtensions"/> have the parts.
    /// </summary>
    /// <exception cref="SettingsException">A setting is wrong; those that do not decide what is added are refused at start.</exception>
    public static IHostApplicationBuilder AddMqant(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddMqant(ReadRole(builder.Configuration));
    }

    /// <summary>As <see cref="AddMqant(IHostApplicationBuilder)"/>, for what the process is for.</summary>
    /// <inheritdoc cref="AddMqant(IHostApplicationBuilder)" path="/exception"/>
    public static IHostApplicationBuilder AddMqant(this IHostApplicationBuilder builder, MqantRole role)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddMqantSection(RoleKey);
        if (role == MqantRole.Gateway)
        {
            builder.JoinWithoutGrains();
        }
        else
        {
            builder.AddMqantSilo();
        }

        if (role == MqantRole.Silo)
        {
            // The configuration of a game is one for all of its processes.
            services.AddMqantSection(GatewayOptions.SectionName);
            services.AddMqantSection(TelemetryOptions.SectionName);
        }
        else
        {
            services.AddMqantGateway();
        }

        return builder;
    }

    /// <summary>
    /// Maps <c>/health/live</c> (the process runs) and <c>/health/ready</c> (it can serve: a silo is a member of its cluster, the cluster offers a gateway a module, and the process is
    /// not shutting down).
    /// </summary>
    /// <returns>The endpoints, for conventions such as <c>AllowAnonymous</c>.</returns>
    public static IEndpointConventionBuilder MapMqant(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var group = endpoints.MapGroup("");
        group.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = static _ => false });
        group.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = static check => check.Tags.Contains(HealthTags.Ready) });
        return group;
    }

    private static MqantRole ReadRole(IConfiguration configuration) => configuration[RoleKey] is not { Length: > 0 } name
        ? MqantRole.All
        : Enum.TryParse<MqantRole>(name, ignoreCase: true, out var role) && Enum.IsDefined(role)
            ? role
            : throw new SettingsException($"{RoleKey} is '{name}'; expected one of {string.Join(", ", Enum.GetNames<MqantRole>())}.");

    private static void JoinWithoutGrains(this IHostApplicationBuilder builder)
    {
        builder.AddMqantConfiguration();
        if (builder.Configuration.ReadMqantOptions<MqantClusterOptions>(MqantClusterOptions.SectionName).IsEmbedded)
        {
            throw new SettingsException(
                $"{RoleKey} is {MqantRole.Gateway}, but {MqantClusterOptions.SectionName}:{nameof(MqantClusterOptions.Mode)} is {MqantClusterOptions.Embedded}: such a cluster is one process.");
        }

        // What a silo reads.
        builder.Services.AddMqantSection(UserOptions.SectionName);
        builder.Services.AddMqantSection(RoomLimits.SectionName);
        builder.Services.AddMqantSection(MqantSiloOptions.SectionName);
        if (builder.Configuration.ReadMqantOptions<GatewayOptions>(GatewayOptions.SectionName).Join == GatewayJoin.Client)
        {
            builder.UseOrleansClient(static client => client.UseMqantCluster());
        }
        else
        {
            builder.UseOrleans(static silo => silo.UseMqantCluster(hostsGrains: false).AddMqantGateway());
        }
    }
}
