namespace Mqant.Operations.Console;

/// <summary>Part of a list of rooms.</summary>
/// <param name="Total">How many there are.</param>
/// <param name="Rooms">Those asked for.</param>
/// <param name="Missing">Silos that did not answer.</param>
internal sealed record RoomsDto(int Total, RoomDto[] Rooms, string[] Missing);

/// <summary>A room.</summary>
internal record RoomDto(
    string Module, string Key, string Silo, RoomPhase Phase, int Players, int Capacity, int Viewers, long Tick, double TickMs, double LatenessMs, long Overruns)
{
    public static RoomDto Of(RoomSummary room) => new(
        room.Name.Module,
        room.Name.Key,
        room.Silo,
        room.Phase,
        room.Players,
        room.Capacity,
        room.Viewers,
        room.Tick,
        Rounded.Milliseconds(room.TickInterval),
        Rounded.Milliseconds(room.Lateness),
        room.Overruns);
}

/// <summary>A room with its seats.</summary>
internal sealed record RoomDetailsDto : RoomDto
{
    public RoomDetailsDto(RoomDetails details)
        : base(Of(details.Summary)) => Seats = [.. details.Seats.Select(static seat => new SeatDto(seat.User, seat.Session, seat.Since, seat.IsConnected))];

    public SeatDto[] Seats { get; }
}

/// <summary>A seat that is taken.</summary>
internal sealed record SeatDto(string User, string Session, DateTimeOffset Since, bool Connected);

/// <summary>Part of a list of groups.</summary>
/// <param name="Total">How many there are.</param>
/// <param name="Groups">Those asked for.</param>
/// <param name="Missing">Gateways that did not answer.</param>
internal sealed record GroupsDto(int Total, GroupDto[] Groups, string[] Missing);

/// <summary>A group.</summary>
internal sealed record GroupDto(string Name, int Members);
