namespace Mqant;

/// <summary>Knows the gateways of the cluster. One grain: it is asked rarely, and told of each gateway every second.</summary>
[Alias("mqant.IGatewayDirectoryGrain")]
internal interface IGatewayDirectoryGrain : IGrainWithIntegerKey
{
    const long Key = 0;

    /// <summary>Renews a gateway's entry for <see cref="GatewayDirectoryGrain.Lease"/>, or makes one.</summary>
    /// <param name="gateway">The gateway.</param>
    /// <param name="storedIn">What the last renewal under this address answered as <see cref="LeaseAnswer.StoredIn"/>.</param>
    [ResponseTimeout("00:00:02"), Alias("RenewLease")]
    Task<LeaseAnswer> RenewAsync(GatewayAddress gateway, Guid storedIn);

    /// <summary>A gateway that ends in order takes its entry out.</summary>
    [ResponseTimeout("00:00:02"), Alias("Remove")]
    Task RemoveAsync(GatewayAddress gateway);

    /// <summary>Which of these gateways are gone, and their sessions with them. None are before the directory has watched for a whole lease.</summary>
    [ResponseTimeout("00:00:02"), Alias("FindLost")]
    Task<GatewayAddress[]> FindLostAsync(GatewayAddress[] gateways);

    /// <summary>The gateways that live.</summary>
    [Alias("Get")]
    Task<GatewayAddress[]> GetAsync();
}

/// <summary>What became of a gateway's entry.</summary>
/// <param name="IsGivenUp">The cluster believes that the gateway has ended, and its sessions with it.</param>
/// <param name="StoredIn">
/// Names the storage that holds the entry, empty while none does. A directory that misses the entry there has given the gateway up; one that finds other or no
/// storage has merely forgotten it.
/// </param>
[GenerateSerializer, Immutable, Alias("mqant.LeaseAnswer")]
internal readonly record struct LeaseAnswer([property: Id(0)] bool IsGivenUp, [property: Id(1)] Guid StoredIn);
