namespace Mqant.Tests.Cluster;

/// <summary>Something that a silo can send and that cannot be read, as what a newer silo sends to an older gateway.</summary>
[GenerateSerializer, Immutable, Alias("mqant.tests.UnreadableItem")]
internal sealed class UnreadableItem : LaneItem
{
    [Id(0)]
    public string Value
    {
        get => "written";
        set => throw new NotSupportedException($"'{value}' cannot be read.");
    }
}
