namespace Mqant;

/// <summary>Which shard a user is in. All silos and gateways of a cluster must agree on it.</summary>
internal static class UserShards
{
    public const int Count = 256;

    /// <summary>FNV-1a over the characters: <see cref="string.GetHashCode()"/> differs from process to process.</summary>
    public static int Of(string userId)
    {
        var hash = 2_166_136_261;
        foreach (var character in userId)
        {
            hash = (hash ^ character) * 16_777_619;
        }

        return (int)(hash % Count);
    }

    /// <summary>The grain that has a user.</summary>
    public static IUserShardGrain GetUserShard(this IGrainFactory grains, string userId) => grains.GetUserShard(Of(userId));
}
