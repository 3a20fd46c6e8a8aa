using Microsoft.AspNetCore.Http.HttpResults;
using Mqant.Operations.Door;
using Mqant.Operations.Processes;

namespace Mqant.Operations.Console;

/// <summary>Modules: what they do, and whether clients may call them.</summary>
internal static class ModuleEndpoints
{
    public static void MapModules(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("modules").WithTags("Modules");
        group.MapGet("", static (ConsoleReader reader, CancellationToken cancellationToken) => reader.ReadModulesAsync(cancellationToken))
            .WithSummary("The modules, where they are hosted, their handlers and what these do.");
        group.MapGet("guide", GetGuideAsync).WithSummary("What adding, replacing or removing a module DLL takes to know.");
        group.MapPost("{module}/take-out", TakeOutAsync).WithSummary("Takes a module or a handler out of service for clients, until it is brought back.").Acts("module.take-out");
        group.MapPost("{module}/bring-back", BringBackAsync).WithSummary("Brings a module or a handler back into service.").Acts("module.bring-back");
    }

    private static async Task<ModuleGuideDto> GetGuideAsync(ClusterView cluster, CancellationToken cancellationToken)
    {
        var snapshot = await cluster.ReadAsync(cancellationToken);
        var silos = snapshot.Processes.Where(static process => process.Facts.Kind != ProcessKind.Gateway).ToArray();
        return new ModuleGuideDto(
            Array.ConvertAll(silos, static silo => silo.Facts.ModulesPath ?? string.Empty),
            Array.ConvertAll(silos, static silo => new GuideSiloDto(
                silo.Facts.Id,
                silo.Facts.Name,
                silo.State,
                Array.ConvertAll(silo.Facts.Modules, static module => new ModuleVersionDto(module.Name, module.Version)))));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> TakeOutAsync(string module, TakeOutRequest request, HttpContext context, IPolicyOperations policy)
    {
        AuditNote.Set(context, TargetOf(module, request.Handler), request.Message);
        if ((Check(module, request.Handler) ?? Input.CheckText(request.Message, "message", Input.MaxMessage)) is { } wrong)
        {
            return Problems.Bad(wrong);
        }

        try
        {
            await policy.TakeOutAsync(module, request.Handler, request.Message, Caller.Of(context.User)!.Name);
            return TypedResults.NoContent();
        }
        catch (ArgumentException exception)
        {
            return Problems.Bad(exception);
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> BringBackAsync(string module, BringBackRequest request, HttpContext context, IPolicyOperations policy)
    {
        AuditNote.Set(context, TargetOf(module, request.Handler), null);
        if (Check(module, request.Handler) is { } wrong)
        {
            return Problems.Bad(wrong);
        }

        return await policy.BringBackAsync(module, request.Handler)
            ? TypedResults.NoContent()
            : Problems.NotFound($"'{TargetOf(module, request.Handler)}' is not out of service.");
    }

    private static string? Check(string module, string? handler) =>
        Input.CheckName(module, "module") ?? (string.IsNullOrEmpty(handler) ? null : Input.CheckName(handler, "handler"));

    private static string TargetOf(string module, string? handler) => string.IsNullOrEmpty(handler) ? module : $"{module}/{handler}";
}
