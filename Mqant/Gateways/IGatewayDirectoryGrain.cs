namespace Mqant;

/// <summary>Knows the gateways of the cluster. One grain: it is asked rarely, and told of each gateway every few seconds.</summary>
[Alias("mqant.IGatewayDirectoryGrain")]
internal interface IGatewayDirectoryGrain : IGrainWithIntegerKey
{
    const long Key = 0;

    /// <summary>Renews a gateway's entry, for <see cref="GatewayDirectoryGrain.Lease"/>. False: it was given up, and its sessions count as ended.</summary>
    /// <param name="gateway">The gateway.</param>
    /// <param name="known">Whether it was renewed before under this address: without an entry it was given up then, however long ago.</param>
    [ResponseTimeout("00:00:02"), Alias("Renew")]
    Task<bool> RenewAsync(GatewayAddress gateway, bool known);

    /// <summary>A gateway that ends in order takes its entry out.</summary>
    [ResponseTimeout("00:00:02"), Alias("Remove")]
    Task RemoveAsync(GatewayAddress gateway);

    /// <summary>A silo gave a gateway up.</summary>
    [Alias("ReportLost")]
    Task ReportLostAsync(GatewayAddress gateway);

    /// <summary>The gateways that live.</summary>
    [Alias("Get")]
    Task<GatewayAddress[]> GetAsync();
}
