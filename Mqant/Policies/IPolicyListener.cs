namespace Mqant;

/// <summary>Something in this process that does what the cluster's policy says.</summary>
internal interface IPolicyListener
{
    /// <summary>The policy has changed, or has become known. Whoever asks the follower meanwhile gets the new one already.</summary>
    void OnPolicyChanged(ClusterPolicy policy, BanList bans);
}
