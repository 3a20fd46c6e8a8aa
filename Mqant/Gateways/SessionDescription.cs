using Orleans.Runtime;

namespace Mqant;

/// <summary>What a gateway knows of a session.</summary>
/// <param name="Summary">What a list shows.</param>
/// <param name="Settings">The session's settings.</param>
/// <param name="Groups">The groups that it is in.</param>
/// <param name="Watchers">The grains that watch it: rooms that it is in are among them.</param>
/// <param name="Requests">Its last requests, the newest first.</param>
[GenerateSerializer, Immutable, Alias("mqant.SessionDescription")]
internal sealed record SessionDescription(
    [property: Id(0)] PlayerSummary Summary,
    [property: Id(1)] Dictionary<string, string> Settings,
    [property: Id(2)] string[] Groups,
    [property: Id(3)] GrainId[] Watchers,
    [property: Id(4)] RequestRecord[] Requests);
