using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Mqant.Operations.Door;
using Mqant.Operations.Processes;
using Orleans.Configuration;

namespace Mqant.Operations.Console;

/// <summary>The cluster and its processes.</summary>
internal static class ClusterEndpoints
{
    public static void MapCluster(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("").WithTags("Cluster");
        group.MapGet("session", GetSession).WithSummary("Who is signed in.");
        group.MapGet("overview", static (ConsoleReader reader, CancellationToken cancellationToken) => reader.ReadOverviewAsync(cancellationToken))
            .WithSummary("The processes of the cluster, and the cluster in numbers.");
        group.MapGet("series", GetSeriesAsync).WithSummary("The last hour of the cluster, of a process or of a module, in steps of ten seconds.");
        group.MapGet("budgets", GetBudgetsAsync).WithSummary("What is limited in each process, and how much of it is used.");
        group.MapGet("log", GetLogAsync).WithSummary("Warnings and worse of the whole cluster, the latest first.");
        group.MapGet("audit", GetAuditAsync).WithSummary("Who did what in the console, the latest first.");
        group.MapPost("processes/{id}/drain", DrainAsync).WithSummary("Has a process send its clients elsewhere, and end.").Acts("process.drain", DoorPolicies.Admin);
    }

    private static SessionDto GetSession(HttpContext context, LiveOptions<ConsoleOptions> options, IOptions<ClusterOptions> cluster)
    {
        var caller = Caller.Of(context.User)!;
        return new SessionDto(
            caller.Name,
            caller.Role,
            SignInMethods.Of(options.Value),
            cluster.Value.ClusterId,
            ProcessIdentity.Version,
            options.Value.JaegerUrl is { } jaeger ? $"{jaeger.ToString().TrimEnd('/')}/trace/{{traceId}}" : null,
            options.Value.GrafanaUrl?.ToString());
    }

    private static async Task<Results<Ok<SeriesDto>, ProblemHttpResult>> GetSeriesAsync(
        ClusterView cluster, [Description("1 to 60.")] int minutes = 60, string? process = null, string? module = null)
    {
        if (minutes is < 1 or > 60)
        {
            return Problems.Bad("'minutes' is out of range; expected 1 to 60.");
        }

        if (process is not null && module is not null)
        {
            return Problems.Bad("Both 'process' and 'module' are given; expected one of them, or neither for the whole cluster.");
        }

        return await cluster.Grain.GetHistoryAsync(minutes, process, module) is { } history
            ? TypedResults.Ok(SeriesDto.Of(history))
            : Problems.NotFound(process is not null ? "There is no process with this id, or it is forgotten." : "Nobody has called this module in the last hour.");
    }

    private static async Task<BudgetDto[]> GetBudgetsAsync(ClusterView cluster, CancellationToken cancellationToken)
    {
        var snapshot = await cluster.ReadAsync(cancellationToken);
        return
        [
            .. from process in snapshot.Processes
               where process.State != ProcessState.Lost
               from budget in process.Report.Budgets
               orderby budget.Limit > 0 ? (double)budget.Used / budget.Limit : 0 descending, budget.Name
               select new BudgetDto(budget.Name, process.Facts.Kind, process.Facts.Id, budget.Used, budget.Limit, budget.Option),
        ];
    }

    private static async Task<Results<Ok<LogDto[]>, ProblemHttpResult>> GetLogAsync(ClusterView cluster, [Description("1 to 1000.")] int take = 200) =>
        take is < 1 or > ClusterBook.LogLines
            ? Problems.Bad($"'take' is out of range; expected 1 to {ClusterBook.LogLines}.")
            : TypedResults.Ok(Array.ConvertAll(await cluster.Grain.GetLogAsync(take), LogDto.Of));

    private static async Task<Results<Ok<AuditDto[]>, ProblemHttpResult>> GetAuditAsync(
        AuditLog audit, [Description("Only what was before this time.")] DateTimeOffset? before = null, [Description("1 to 200.")] int take = 100) =>
        take is < 1 or > AuditGrain.MaxTake
            ? Problems.Bad($"'take' is out of range; expected 1 to {AuditGrain.MaxTake}.")
            : TypedResults.Ok(Array.ConvertAll(await audit.Grain.ReadAsync(before, take), AuditDto.Of));

    private static async Task<Results<Accepted, ProblemHttpResult>> DrainAsync(string id, HttpContext context, ClusterView cluster, CancellationToken cancellationToken)
    {
        var snapshot = await cluster.ReadAsync(cancellationToken);
        AuditNote.Set(context, id, snapshot.NameOf(id));
        return await cluster.Grain.DrainAsync(id)
            ? TypedResults.Accepted((string?)null)
            : Problems.NotFound("There is no process with this id that reports itself.");
    }
}
