namespace Mqant.Operations.Door;

/// <summary>The latest entries of the audit log.</summary>
[GenerateSerializer, Alias("mqant.StoredAudit")]
internal sealed class StoredAudit
{
    [Id(0)]
    public long Last { get; set; }

    /// <summary>The oldest first.</summary>
    [Id(1)]
    public List<AuditEntry> Entries { get; set; } = [];
}
