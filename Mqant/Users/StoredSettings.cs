namespace Mqant;

/// <summary>What is stored for a user.</summary>
[GenerateSerializer, Alias("mqant.StoredSettings")]
internal sealed class StoredSettings
{
    [Id(0)]
    public Dictionary<string, string> Settings { get; set; } = [];

    [Id(1)]
    public DateTimeOffset LastUsed { get; set; }
}
