namespace Mqant;

/// <summary>
/// Knows which session holds a client id, so that a newer connection replaces it wherever in the cluster it is. Ids are spread over a fixed number
/// of grains: one for each id would cost more memory than the connection.
/// </summary>
[Alias(KnownGrains.ClientIdInterface), GrainInterfaceType(KnownGrains.ClientIdInterface)]
internal interface IClientIdGrain : IGrainWithIntegerKey
{
    /// <summary>Gives an id to a session; the session that had it is closed. A client waits for this to be let in: 2 s at most.</summary>
    [Alias("Claim"), ResponseTimeout("00:00:02")]
    Task ClaimAsync(ClientIdHash id, SessionRef session);

    /// <summary>A silo was lost, perhaps with this grain: a gateway says again who holds an id. One that was claimed meanwhile stays with its new holder.</summary>
    [Alias("Restore")]
    Task RestoreAsync(ClientIdHash id, SessionRef session);

    /// <summary>Gives ids back that sessions still hold.</summary>
    [Alias("Release")]
    Task ReleaseAsync(ClientIdHash id, SessionRef session);
}
