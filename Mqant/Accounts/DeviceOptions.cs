namespace Mqant;

/// <summary>Players without a name: section <c>Mqant:Authentication:Devices</c>.</summary>
public sealed class DeviceOptions
{
    /// <summary>Whether there are devices.</summary>
    public bool Enabled { get; set; }
}
