using System.ComponentModel.DataAnnotations;

namespace Mqant;

/// <summary>How the processes of a cluster find each other: section <c>Mqant:Cluster</c>.</summary>
public sealed class MqantClusterOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mqant:Cluster";

    /// <summary><see cref="Mode"/> of a cluster that is one process: everything in its memory.</summary>
    public const string Embedded = "Embedded";

    /// <summary><see cref="Mode"/> of a cluster that Orleans' own configuration describes: section <c>Orleans</c>, or code.</summary>
    public const string Orleans = "Orleans";

    /// <summary>
    /// <see cref="Embedded"/>, <see cref="Orleans"/>, or what a package brings: <c>Redis</c> with the package Mqant.Redis, for any number of silos and gateways that
    /// find each other, and keep what they store, in Redis.
    /// </summary>
    [Required]
    public string Mode { get; set; } = Embedded;

    /// <summary>Where mode <c>Redis</c> finds Redis, as a StackExchange.Redis configuration string.</summary>
    [Required]
    public string Redis { get; set; } = "localhost:6379";

    /// <summary>Whom to trust and what to show where <see cref="Redis"/> says <c>ssl=true</c>; unset: what this machine trusts, and nothing.</summary>
    public RedisTlsOptions RedisTls { get; set; } = new();

    /// <summary>TLS between the processes of the cluster; off without a certificate.</summary>
    public ClusterTlsOptions Tls { get; set; } = new();

    /// <summary>What serves the sockets between the processes of the cluster. Elsewhere than on Linux always .NET's.</summary>
    [EnumDataType(typeof(SocketTransport))]
    public SocketTransport Transport { get; set; } = SocketTransport.Loop;

    /// <summary>Name of the cluster: processes with the same name join each other. In mode <see cref="Orleans"/> Orleans' own setting counts.</summary>
    [Required]
    public string ClusterId { get; set; } = "mqant";

    /// <summary>
    /// Name under which state is stored; stays when the cluster is replaced by another. In mode <see cref="Orleans"/> Orleans' own setting counts.
    /// </summary>
    [Required]
    public string ServiceId { get; set; } = "mqant";

    /// <summary>Whether the cluster is this one process.</summary>
    internal bool IsEmbedded => Is(Embedded);

    /// <summary>Whether Orleans' own configuration describes the cluster.</summary>
    internal bool IsOrleans => Is(Orleans);

    private bool Is(string mode) => Mode.Equals(mode, StringComparison.OrdinalIgnoreCase);
}
