using Microsoft.AspNetCore.Http.HttpResults;
using Mqant.Operations.Door;

namespace Mqant.Operations.Console;

/// <summary>Players: their sessions and users.</summary>
internal static class PlayerEndpoints
{
    // Names of gateways that did not answer; the list is an array, and has no place for them.
    private const string MissingHeader = "X-Mqant-Missing";

    public static void MapPlayers(this RouteGroupBuilder api)
    {
        var players = api.MapGroup("").WithTags("Players");
        players.MapGet("players", FindAsync).WithSummary("Sessions by user, session id, client id, or address or network: one of these.");
        players.MapGet("players/{session}", GetAsync).WithSummary("A session with everything that is known of it.");
        players.MapGet("users/{user}", GetUserAsync).WithSummary("A user with sessions and ban.");
        players.MapPost("players/{session}/message", SendAsync).WithSummary("Sends a message to a session.").Acts("player.message");
        players.MapPost("players/{session}/kick", KickAsync).WithSummary("Ends a session, and tells the client why.").Acts("player.kick");
    }

    private static async Task<Results<Ok<PlayerDto[]>, ProblemHttpResult>> FindAsync(
        HttpContext context,
        IPlayerOperations players,
        ClusterView cluster,
        CancellationToken cancellationToken,
        string? user = null,
        string? session = null,
        string? clientId = null,
        string? address = null)
    {
        (PlayerQueryKind Kind, string? Value, string What)[] given =
        [
            .. new[]
            {
                (PlayerQueryKind.User, user, "user"),
                (PlayerQueryKind.Session, session, "session"),
                (PlayerQueryKind.ClientId, clientId, "clientId"),
                (PlayerQueryKind.Address, address, "address"),
            }.Where(static one => one.Item2 is not null),
        ];
        if (given is not [var (kind, value, what)])
        {
            return Problems.Bad("Expected one of 'user', 'session', 'clientId', 'address'.");
        }

        if (Input.CheckName(value, what) is { } wrong)
        {
            return Problems.Bad(wrong);
        }

        try
        {
            var found = await players.FindAsync(new PlayerQuery(kind, value!));
            var snapshot = await cluster.ReadAsync(cancellationToken);
            if (found.Missing.Length > 0)
            {
                context.Response.Headers[MissingHeader] = Uri.EscapeDataString(string.Join(", ", found.Missing.Select(snapshot.NameOfGateway)));
            }

            return TypedResults.Ok(Array.ConvertAll(found.Players, player => Show(player, snapshot)));
        }
        catch (ArgumentException exception)
        {
            return Problems.Bad(exception);
        }
    }

    private static async Task<Results<Ok<PlayerDetailsDto>, ProblemHttpResult>> GetAsync(
        string session, IPlayerOperations players, ClusterView cluster, CancellationToken cancellationToken)
    {
        if (Input.CheckName(session, "session") is { } wrong)
        {
            return Problems.Bad(wrong);
        }

        if (await players.GetAsync(session) is not { } details)
        {
            return NoSession();
        }

        return TypedResults.Ok(new PlayerDetailsDto(Show(details.Summary, await cluster.ReadAsync(cancellationToken)), details));
    }

    private static async Task<Results<Ok<UserDto>, ProblemHttpResult>> GetUserAsync(
        string user, IPlayerOperations players, ClusterView cluster, CancellationToken cancellationToken)
    {
        if (Input.CheckName(user, "user") is { } wrong)
        {
            return Problems.Bad(wrong);
        }

        try
        {
            var details = await players.GetUserAsync(user);
            var snapshot = await cluster.ReadAsync(cancellationToken);
            return TypedResults.Ok(new UserDto(
                details.UserId,
                details.IsOnline,
                Array.ConvertAll(details.Sessions, player => Show(player, snapshot)),
                details.Ban is { } ban ? BanDto.Of(ban) : null,
                details.LastSeen));
        }
        catch (GameException exception)
        {
            return Problems.Bad(exception);
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> SendAsync(string session, MessageRequest request, HttpContext context, IPlayerOperations players)
    {
        AuditNote.Set(context, session, request.Topic);
        if ((Input.CheckName(session, "session") ?? Input.CheckTopic(request.Topic) ?? Input.CheckPayload(request.Payload)) is { } wrong)
        {
            return Problems.Bad(wrong);
        }

        try
        {
            return await players.SendAsync(session, request.Topic!, Input.Encode(request.Payload)) ? TypedResults.NoContent() : NoSession();
        }
        catch (Exception exception) when (exception is ArgumentException or MessageTooLargeException)
        {
            return Problems.Bad(exception);
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> KickAsync(string session, KickRequest request, HttpContext context, IPlayerOperations players)
    {
        AuditNote.Set(context, session, request.Reason);
        return (Input.CheckName(session, "session") ?? Input.CheckReason(request.Reason)) is { } wrong ? Problems.Bad(wrong)
            : await players.KickAsync(session, request.Reason!) ? TypedResults.NoContent()
            : NoSession();
    }

    private static ProblemHttpResult NoSession() => Problems.NotFound("There is no session with this id any more.");

    private static PlayerDto Show(PlayerSummary player, ClusterSnapshot cluster) => new(
        player.Session,
        player.User,
        player.ClientId,
        player.Address,
        player.Transport,
        player.Device,
        player.Gateway,
        cluster.NameOfGateway(player.Gateway),
        player.ConnectedAt);
}
