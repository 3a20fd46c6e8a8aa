using Microsoft.AspNetCore.Http.HttpResults;
using Mqant.Operations.Door;

namespace Mqant.Operations.Console;

/// <summary>Messages to many.</summary>
internal static class BroadcastEndpoints
{
    public static void MapBroadcast(this RouteGroupBuilder api) => api.MapPost("broadcast", BroadcastAsync)
        .WithTags("Players")
        .WithSummary("Sends a message to everybody, to the players of a module, or to the members of a group.")
        .Acts("broadcast");

    private static async Task<Results<Ok<BroadcastDto>, ProblemHttpResult>> BroadcastAsync(BroadcastRequest request, HttpContext context, IBroadcasts broadcasts)
    {
        AuditNote.Set(context, request.To == BroadcastTarget.All ? "all" : $"{request.To} {request.Name}", request.Topic);
        if (request.To is null)
        {
            return Problems.Bad("'to' is missing; expected 'all', 'module' or 'group'.");
        }

        if (((request.To == BroadcastTarget.All ? null : Input.CheckName(request.Name, "name")) ?? Input.CheckTopic(request.Topic) ?? Input.CheckPayload(request.Payload)) is { } wrong)
        {
            return Problems.Bad(wrong);
        }

        try
        {
            var payload = Input.Encode(request.Payload);
            return TypedResults.Ok(new BroadcastDto(request.To switch
            {
                BroadcastTarget.Module => await broadcasts.ToModuleAsync(request.Name!, request.Topic!, payload),
                BroadcastTarget.Group => await broadcasts.ToGroupAsync(request.Name!, request.Topic!, payload),
                _ => await broadcasts.ToAllAsync(request.Topic!, payload),
            }));
        }
        catch (Exception exception) when (exception is ArgumentException or MessageTooLargeException)
        {
            return Problems.Bad(exception);
        }
    }
}
