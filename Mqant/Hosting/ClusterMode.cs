namespace Mqant;

/// <summary>What the processes of a cluster are made of.</summary>
public enum ClusterMode
{
    /// <summary>Everything in the gateway's process, in memory.</summary>
    Embedded,

    /// <summary>Any number of silos and gateways that find each other, and keep what they store, in Redis.</summary>
    Redis,
}
