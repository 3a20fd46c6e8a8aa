using Microsoft.AspNetCore.Http.HttpResults;
using Mqant.Operations.Door;

namespace Mqant.Operations.Console;

/// <summary>Rooms and groups.</summary>
internal static class RoomEndpoints
{
    private const int MaxTake = 1_000;

    public static void MapRooms(this RouteGroupBuilder api, ConsoleRole stateRole)
    {
        var group = api.MapGroup("").WithTags("Rooms");
        group.MapGet("rooms", ListAsync).WithSummary("Rooms in the order of module and key.");
        group.MapGet("rooms/{module}/{key}", GetAsync).WithSummary("A room with its seats.");
        group.MapGet("rooms/{module}/{key}/state", GetStateAsync).WithSummary("The game's state of a room, as JSON.").RequireAuthorization(DoorPolicies.Of(stateRole));
        group.MapPost("rooms/{module}/{key}/finish", FinishAsync).WithSummary("Finishes a room, as the game does when it is over.").Acts("room.finish");
        group.MapGet("groups", ListGroupsAsync).WithSummary("Groups, the largest first.");
    }

    private static async Task<Results<Ok<RoomsDto>, ProblemHttpResult>> ListAsync(
        IRoomOperations rooms, ClusterView cluster, CancellationToken cancellationToken, string? module = null, string? search = null, int skip = 0, int take = 100)
    {
        if ((CheckPage(skip, take) ?? Input.CheckText(module, "module", Input.MaxName) ?? Input.CheckText(search, "search", Input.MaxSearch)) is { } wrong)
        {
            return Problems.Bad(wrong);
        }

        var found = await rooms.ListAsync(new RoomQuery(module, search, skip, take));
        var snapshot = await cluster.ReadAsync(cancellationToken);
        return TypedResults.Ok(new RoomsDto(found.Total, Array.ConvertAll(found.Rooms, RoomDto.Of), Array.ConvertAll(found.Missing, snapshot.NameOf)));
    }

    private static async Task<Results<Ok<RoomDetailsDto>, ProblemHttpResult>> GetAsync(string module, string key, IRoomOperations rooms) =>
        Check(module, key) is { } wrong ? Problems.Bad(wrong)
        : await rooms.FindAsync(new RoomName(module, key)) is { } room ? TypedResults.Ok(new RoomDetailsDto(room))
        : NoRoom();

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> GetStateAsync(string module, string key, IRoomOperations rooms) =>
        Check(module, key) is { } wrong ? Problems.Bad(wrong)
        : await rooms.GetStateAsync(new RoomName(module, key)) is not { } state ? NoRoom()
        : state.Error is { } error ? Problems.Of(StatusCodes.Status409Conflict, error)
        : state.Json is { } json ? TypedResults.Bytes(json, "application/json")
        : Problems.Of(StatusCodes.Status409Conflict, "This room keeps no state that could be shown: it is none of Room<TState>.");

    private static async Task<Results<NoContent, ProblemHttpResult>> FinishAsync(string module, string key, IRoomOperations rooms) =>
        Check(module, key) is { } wrong ? Problems.Bad(wrong)
        : await rooms.FinishAsync(new RoomName(module, key)) ? TypedResults.NoContent()
        : NoRoom();

    private static async Task<Results<Ok<GroupsDto>, ProblemHttpResult>> ListGroupsAsync(
        IGroupOperations groups, ClusterView cluster, CancellationToken cancellationToken, string? search = null, int skip = 0, int take = 100)
    {
        if ((CheckPage(skip, take) ?? Input.CheckText(search, "search", Input.MaxSearch)) is { } wrong)
        {
            return Problems.Bad(wrong);
        }

        var found = await groups.ListAsync(search, skip, take);
        var snapshot = await cluster.ReadAsync(cancellationToken);
        return TypedResults.Ok(new GroupsDto(
            found.Total, Array.ConvertAll(found.Groups, static group => new GroupDto(group.Name, group.Members)), Array.ConvertAll(found.Missing, snapshot.NameOfGateway)));
    }

    private static string? CheckPage(int skip, int take) =>
        skip < 0 ? "'skip' is out of range; expected 0 or more." : take is < 1 or > MaxTake ? $"'take' is out of range; expected 1 to {MaxTake}." : null;

    private static string? Check(string module, string key) => Input.CheckName(module, "module") ?? Input.CheckName(key, "key");

    private static ProblemHttpResult NoRoom() => Problems.NotFound("There is no such room any more.");
}
