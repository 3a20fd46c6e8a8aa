using Microsoft.AspNetCore.Http.HttpResults;
using Mqant.Operations.Door;
using Mqant.Operations.Errors;

namespace Mqant.Operations.Console;

/// <summary>Errors, grouped by their cause.</summary>
internal static class ErrorEndpoints
{
    private const int MaxTake = 200;

    public static void MapErrors(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("errors").WithTags("Errors");
        group.MapGet("", ListAsync).WithSummary("Groups of errors: 'open' (unless said otherwise), 'resolved', 'muted' or 'all'.");
        group.MapGet("{id}", GetAsync).WithSummary("A group of errors with samples.");
        group.MapPost("{id}/resolve", static (string id, IErrorReports errors) => ActAsync(errors.ResolveAsync(id))).WithSummary("It should not happen any more.").Acts("error.resolve");
        group.MapPost("{id}/reopen", static (string id, IErrorReports errors) => ActAsync(errors.ReopenAsync(id))).WithSummary("Opens a group that was resolved or muted.").Acts("error.reopen");
        group.MapPost("{id}/mute", MuteAsync).WithSummary("Has nobody told of it, for a time or until it is opened again.").Acts("error.mute");
        group.MapPost("{id}/assign", AssignAsync).WithSummary("Says who works on it.").Acts("error.assign");
    }

    private static async Task<Results<Ok<ErrorsDto>, ProblemHttpResult>> ListAsync(IErrorReports errors, string status = "open", int skip = 0, int take = 100)
    {
        ErrorStatus? wanted = null;
        if (status != "all")
        {
            if (!Enum.TryParse<ErrorStatus>(status, ignoreCase: true, out var parsed) || !Enum.IsDefined(parsed))
            {
                return Problems.Bad("'status' is none; expected 'open', 'resolved', 'muted' or 'all'.");
            }

            wanted = parsed;
        }

        if (skip < 0 || take is < 1 or > MaxTake)
        {
            return Problems.Bad($"'skip' or 'take' is out of range; expected 0 or more, and 1 to {MaxTake}.");
        }

        var page = await errors.ListAsync(wanted, skip, take);
        return TypedResults.Ok(new ErrorsDto(page.Total, Array.ConvertAll(page.Groups, ErrorGroupDto.Of)));
    }

    private static async Task<Results<Ok<ErrorDetailsDto>, ProblemHttpResult>> GetAsync(string id, IErrorReports errors) =>
        Input.CheckName(id, "id") is { } wrong ? Problems.Bad(wrong)
        : await errors.GetAsync(id) is { } group ? TypedResults.Ok(new ErrorDetailsDto(group))
        : NoGroup();

    private static async Task<Results<NoContent, ProblemHttpResult>> MuteAsync(string id, MuteRequest request, HttpContext context, IErrorReports errors)
    {
        AuditNote.Set(context, id, request.Minutes is { } minutes ? $"{minutes:0.##} minutes" : "until it is reopened");
        return Input.CheckMinutes(request.Minutes) is { } wrong
            ? Problems.Bad(wrong)
            : await ActAsync(errors.MuteAsync(id, request.Minutes is { } given ? TimeSpan.FromMinutes(given) : null));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> AssignAsync(string id, AssignRequest request, HttpContext context, IErrorReports errors)
    {
        AuditNote.Set(context, id, request.To);
        return Input.CheckText(request.To, "to", Input.MaxName) is { } wrong
            ? Problems.Bad(wrong)
            : await ActAsync(errors.AssignAsync(id, string.IsNullOrWhiteSpace(request.To) ? null : request.To));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ActAsync(Task<bool> action) => await action ? TypedResults.NoContent() : NoGroup();

    private static ProblemHttpResult NoGroup() => Problems.NotFound("There is no such group of errors.");
}
