namespace Mqant.Operations.Management;

/// <summary>Where the management port really is.</summary>
internal sealed class ManagementEndpoint
{
    /// <summary>Its base address, for this machine's own use; null while it is not open.</summary>
    public Uri? Address { get; set; }
}
