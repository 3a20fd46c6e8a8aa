namespace Mqant;

/// <summary>
/// Knows which session holds a client id, so that a newer connection replaces it wherever in the cluster it is. Ids are spread over a fixed number
/// of grains: one for each id would cost more memory than the connection.
/// </summary>
[Alias(ClientIdGrains.GrainInterface), GrainInterfaceType(ClientIdGrains.GrainInterface)]
internal interface IClientIdGrain : IGrainWithIntegerKey
{
    /// <summary>Gives ids to sessions; the sessions that had them are closed. Clients wait for this to be let in.</summary>
    [Alias("Claim"), ResponseTimeout("00:00:02")]
    Task ClaimAsync([Immutable] ClientIdClaim[] claims);

    /// <summary>A silo was lost, perhaps with this grain: a gateway says again who holds ids. One that was claimed meanwhile stays with its new holder.</summary>
    [Alias("Restore")]
    Task RestoreAsync([Immutable] ClientIdClaim[] claims);

    /// <summary>Gives ids back that sessions still hold.</summary>
    [Alias("Release")]
    Task ReleaseAsync([Immutable] ClientIdClaim[] claims);
}

/// <summary>A session and the client id that it wants, has, or had.</summary>
[GenerateSerializer, Immutable, Alias("mqant.ClientIdClaim")]
internal readonly record struct ClientIdClaim([property: Id(0)] ClientIdHash Id, [property: Id(1)] SessionRef Session);
