using Microsoft.AspNetCore.Http.HttpResults;
using Mqant.Operations.Door;

namespace Mqant.Operations.Console;

/// <summary>Who is not let in.</summary>
internal static class BanEndpoints
{
    public static void MapBans(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("bans").WithTags("Players");
        group.MapGet("", static (IPolicyOperations policy) => policy.GetBans().Select(BanDto.Of)).WithSummary("The bans that are not over.");
        group.MapPost("", BanAsync).WithSummary("Bans a user, a client id, or an address or network, and ends the sessions concerned.").Acts("ban.add");
        group.MapDelete("{id}", LiftAsync).WithSummary("Lifts a ban.").Acts("ban.lift");
    }

    private static async Task<Results<Ok<BanDto>, ProblemHttpResult>> BanAsync(BanRequest request, HttpContext context, IPolicyOperations policy)
    {
        AuditNote.Set(context, $"{request.Kind} {request.Value}", Describe(request));
        if (request.Kind is not { } kind)
        {
            return Problems.Bad("'kind' is missing; expected 'user', 'clientId' or 'address'.");
        }

        if ((Input.CheckName(request.Value, "value") ?? Input.CheckMinutes(request.Minutes) ?? Input.CheckReason(request.Reason)) is { } wrong)
        {
            return Problems.Bad(wrong);
        }

        try
        {
            var before = policy.GetBans().FirstOrDefault(ban => ban.Kind == kind && ban.Value == request.Value);
            TimeSpan? duration = request.Minutes is { } given ? TimeSpan.FromMinutes(given) : null;
            var ban = await policy.BanAsync(kind, request.Value!, duration, request.Reason!, Caller.Of(context.User)!.Name);
            if (before is not null)
            {
                AuditNote.Set(context, $"{kind} {request.Value}", $"{Describe(request)}, instead of {before.By}'s: {before.Reason}");
            }

            return TypedResults.Ok(BanDto.Of(ban));
        }
        catch (ArgumentException exception)
        {
            return Problems.Bad(exception);
        }
    }

    private static string Describe(BanRequest request) =>
        $"{(request.Minutes is { } minutes ? $"{minutes:0.##} minutes" : "for ever")}: {request.Reason}";

    private static async Task<Results<NoContent, ProblemHttpResult>> LiftAsync(string id, HttpContext context, IPolicyOperations policy)
    {
        if (await policy.LiftBanAsync(id) is not { } ban)
        {
            return Problems.NotFound("There is no ban with this id, or it is over.");
        }

        AuditNote.Set(context, $"{ban.Kind} {ban.Value}", null);
        return TypedResults.NoContent();
    }
}
