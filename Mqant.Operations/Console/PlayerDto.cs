namespace Mqant.Operations.Console;

/// <summary>A session.</summary>
internal record PlayerDto(
    string Session, string User, string ClientId, string Address, string Transport, string Device, string Gateway, string GatewayName, DateTimeOffset ConnectedAt);

/// <summary>A session with everything that is known of it.</summary>
internal sealed record PlayerDetailsDto : PlayerDto
{
    public PlayerDetailsDto(PlayerDto player, PlayerDetails details)
        : base(player)
    {
        Settings = details.Settings;
        Groups = details.Groups;
        LatencyMs = Rounded.Milliseconds(details.Latency);
        Room = details.InRoom is { } room ? new RoomNameDto(room.Module, room.Key) : null;
        Requests = Array.ConvertAll(details.Requests, static request => new RequestDto(
            request.At, request.Topic, request.Outcome, Rounded.Milliseconds(request.Duration), request.Trace.ToString()));
    }

    public IReadOnlyDictionary<string, string> Settings { get; }

    public string[] Groups { get; }

    public double? LatencyMs { get; }

    public RoomNameDto? Room { get; }

    public RequestDto[] Requests { get; }
}

/// <summary>Names a room.</summary>
internal sealed record RoomNameDto(string Module, string Key);

/// <summary>A request of a session.</summary>
internal sealed record RequestDto(DateTimeOffset At, string Topic, string Outcome, double DurationMs, string TraceId);

/// <summary>A user.</summary>
internal sealed record UserDto(string User, bool Online, PlayerDto[] Sessions, BanDto? Ban, DateTimeOffset? LastSeen);

/// <summary>A ban.</summary>
internal sealed record BanDto(string Id, BanKind Kind, string Value, DateTimeOffset? Until, string Reason, string By, DateTimeOffset At)
{
    public static BanDto Of(Ban ban) => new(ban.Id, ban.Kind, ban.Value, ban.Until, ban.Reason, ban.By, ban.At);
}
