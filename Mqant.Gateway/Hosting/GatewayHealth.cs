using Microsoft.Extensions.Diagnostics.HealthChecks;
using Mqant.Gateway.Catalog;
using Mqant.Gateway.Cluster;
using Mqant.Gateway.Identity;

namespace Mqant.Gateway.Hosting;

/// <summary>Ready while the gateway can let clients in: the cluster is known, offers a module and, where clients must be checked, has shown who checks them, and the gateway is not shutting down.</summary>
internal sealed class GatewayHealth(ModuleCatalog modules, GatewayLease lease, PolicyFollower policy, ClientAuthentication authentication, IHostApplicationLifetime lifetime) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        lifetime.ApplicationStopping.IsCancellationRequested ? HealthCheckResult.Unhealthy("The gateway is shutting down.")
        : modules.IsEmpty ? HealthCheckResult.Unhealthy("No silo offers a module.")
        : !lease.WhenKnown.IsCompleted ? HealthCheckResult.Unhealthy("The cluster does not know this gateway yet.")
        : !policy.WhenKnown.IsCompleted ? HealthCheckResult.Unhealthy("What operators have decided for the cluster is not known yet.")
        : authentication.AwaitsAuthenticator ? HealthCheckResult.Unhealthy("The game's authenticator has not been seen yet.")
        : HealthCheckResult.Healthy());
}
