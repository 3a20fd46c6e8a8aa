using System.ComponentModel.DataAnnotations;

namespace Mqant;

/// <summary>How the processes of a cluster find each other: section <c>Mqant:Cluster</c>.</summary>
public sealed class ClusterSettings
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mqant:Cluster";

    /// <summary>What the cluster is made of. Each program has its own default.</summary>
    [EnumDataType(typeof(ClusterMode))]
    public ClusterMode Mode { get; set; }

    /// <summary>Redis, as a StackExchange.Redis configuration string.</summary>
    [Required]
    public string Redis { get; set; } = "localhost:6379";

    /// <summary>Name of the cluster: processes with the same name join each other.</summary>
    [Required]
    public string ClusterId { get; set; } = "mqant";

    /// <summary>Name under which state is stored; stays when the cluster is replaced by another.</summary>
    [Required]
    public string ServiceId { get; set; } = "mqant";
}
