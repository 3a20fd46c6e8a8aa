namespace Mqant.Operations.Management;

/// <summary>Where the management port really is. A port that was configured as 0 is known once the host has started.</summary>
public sealed class ManagementEndpoint
{
    /// <summary>Its base address, as this machine reaches it; null where there is none.</summary>
    public Uri? Address { get; internal set; }
}
