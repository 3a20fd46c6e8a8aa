namespace Mqant.Operations.Console;

/// <summary>A session.</summary>
internal sealed record PlayerDto(
    string Session, string User, string ClientId, string Address, string Transport, string Device, string Gateway, string GatewayName, DateTimeOffset ConnectedAt);

/// <summary>A session with everything that is known of it.</summary>
internal sealed record PlayerDetailsDto(
    string Session,
    string User,
    string ClientId,
    string Address,
    string Transport,
    string Device,
    string Gateway,
    string GatewayName,
    DateTimeOffset ConnectedAt,
    IReadOnlyDictionary<string, string> Settings,
    string[] Groups,
    double? LatencyMs,
    RoomNameDto? Room,
    RequestDto[] Requests);

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
