using Orleans.Concurrency;

namespace Mqant;

/// <summary>
/// A gateway as silos see it. Interleaving lets the lanes of several silos run side by side; each lane keeps its own order by having one call
/// in flight.
/// </summary>
[Alias("mqant.IGatewayObserver")]
internal interface IGatewayObserver : IGrainObserver
{
    /// <summary>Delivers a batch of a lane, or the beginning of a long one. A batch that is sent again is delivered once.</summary>
    [AlwaysInterleave, ResponseTimeout("00:00:02"), Alias("Deliver")]
    Task<LaneAck> DeliverAsync(LaneBatch batch);

    /// <summary>Answers, which shows that the gateway lives.</summary>
    [AlwaysInterleave, ResponseTimeout("00:00:02"), Alias("Ping")]
    Task PingAsync();

    /// <summary>Applies changes of settings at once; false when the session is gone.</summary>
    [AlwaysInterleave, Alias("Apply")]
    Task<bool> ApplyAsync(long sessionId, uint epoch, SessionChanges changes);

    /// <summary>The session as it is now, or null when it is gone.</summary>
    [AlwaysInterleave, ResponseTimeout("00:00:02"), Alias("Find")]
    Task<SessionSnapshot?> FindAsync(long sessionId, uint epoch);

    /// <summary>Whether the client of a session has gone: what it had sent may still be handled.</summary>
    [AlwaysInterleave, ResponseTimeout("00:00:02"), Alias("HasLeft")]
    Task<bool> HasLeftAsync(long sessionId);

    /// <summary>Binds a session to a user, or to nobody where the user is empty, at once and not with a reply.</summary>
    [AlwaysInterleave, Alias("Bind")]
    Task<BindOutcome> BindAsync(long sessionId, uint epoch, string userId, bool store, SessionRights? rights);

    /// <summary>Logs a session in by a token, or renews its login; returns what the client is told where it does not, or null.</summary>
    [AlwaysInterleave, Alias("Renew")]
    Task<string?> RenewAsync(long sessionId, string token);

    /// <summary>
    /// Completes when the client acknowledged the message at a position of a lane (true) or never will (false). Asked before that, it waits.
    /// </summary>
    [AlwaysInterleave, ResponseTimeout("00:01:00"), Alias("WhenAcknowledged")]
    Task<bool> WhenAcknowledgedAsync(Guid lane, long position);

    /// <summary>The members of a group on this gateway, once the lane was read up to a position.</summary>
    [AlwaysInterleave, ResponseTimeout("00:00:02"), Alias("GetGroup")]
    Task<GroupPart> GetGroupAsync(string group, Guid lane, long position, bool withMembers);

    /// <summary>Sessions of this gateway, for operators.</summary>
    [AlwaysInterleave, ResponseTimeout("00:00:02"), Alias("FindPlayers")]
    Task<PlayerSummary[]> FindPlayersAsync(PlayerQuery query);

    /// <summary>A session with everything that the gateway knows of it, for operators; null when it is gone.</summary>
    [AlwaysInterleave, ResponseTimeout("00:00:02"), Alias("Describe")]
    Task<SessionDescription?> DescribeAsync(long sessionId);

    /// <summary>Groups with members on this gateway whose name contains a text, whatever its case, for operators.</summary>
    [AlwaysInterleave, ResponseTimeout("00:00:02"), Alias("FindGroups")]
    Task<GroupSummary[]> FindGroupsAsync(string search);
}

/// <summary>Answer to <see cref="IGatewayObserver.BindAsync"/>: the session as it is bound now, or why it is not.</summary>
[GenerateSerializer, Immutable, Alias("mqant.BindOutcome")]
internal sealed record BindOutcome([property: Id(0)] SessionSnapshot? Session, [property: Id(1)] string? Error);

/// <summary>The members of a group on one gateway; the list is empty where only the number was asked for.</summary>
[GenerateSerializer, Immutable, Alias("mqant.GroupPart")]
internal sealed record GroupPart([property: Id(0)] int Count, [property: Id(1)] GroupMember[] Members);
