using System.Net;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Mqant.Operations.Management;

/// <summary>
/// <c>/health/live</c>: the process runs. <c>/health/ready</c>: it can serve. <c>/health/startup</c>: it has been ready once. 200 or 503, and for those who may see them the checks
/// with their reasons in JSON.
/// </summary>
internal sealed class HealthPart(HealthCheckService health) : IManagementPart
{
    private static readonly Func<HealthCheckRegistration, bool> IsReadiness = static check => check.Tags.Contains(HealthTags.Ready);

    public void Map(WebApplication app)
    {
        var startup = new StartupLatch(health);
        app.MapGet("/health/live", static context => AnswerAsync(context, new HealthReport(new Dictionary<string, HealthReportEntry>(), TimeSpan.Zero)));
        app.MapGet("/health/ready", async context => await AnswerAsync(context, await health.CheckHealthAsync(IsReadiness, context.RequestAborted)));
        app.MapGet("/health/startup", async context => await AnswerAsync(context, await startup.CheckAsync(context.RequestAborted)));
    }

    private static Task AnswerAsync(HttpContext context, HealthReport report)
    {
        context.Response.StatusCode = report.Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(MaySeeReasons(context) ? HealthAnswer.Of(report) : HealthAnswer.Of(report) with { Checks = null }, context.RequestAborted);
    }

    // Whoever sits at this machine, and whoever came through the door. What a proxy of this machine passes on is from elsewhere.
    private static bool MaySeeReasons(HttpContext context) =>
        context.User.Identity?.IsAuthenticated == true
        || (context.Connection.RemoteIpAddress is { } remote
            && IPAddress.IsLoopback(remote)
            && !context.Request.Headers.ContainsKey("Forwarded")
            && !context.Request.Headers.ContainsKey("X-Forwarded-For"));
}
