namespace Mqant;

/// <summary>What is stored of a device.</summary>
[GenerateSerializer, Alias("mqant.StoredDevice")]
internal sealed class StoredDevice
{
    /// <summary>Of its secret.</summary>
    [Id(0)]
    public byte[] Hash { get; set; } = [];

    /// <summary>The account that it is linked to; null while it is a player without a name.</summary>
    [Id(1)]
    public string? Account { get; set; }

    /// <summary>The account's when it was linked.</summary>
    [Id(2)]
    public Guid Stamp { get; set; }

    [Id(3)]
    public DateTimeOffset CreatedAt { get; set; }
}
