using Orleans.Runtime;

namespace Mqant;

/// <summary>Which shard a user is in. All silos and gateways of a cluster must agree on it.</summary>
internal static class UserShards
{
    public const int Count = 256;

    public const string Grain = "mqant.user-shard";
    public const string GrainInterface = "mqant.IUserShardGrain";

    private static readonly GrainType Type = GrainType.Create(Grain);
    private static readonly GrainInterfaceType Calls = GrainInterfaceType.Create(GrainInterface);

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

    /// <summary>
    /// A shard. It is asked for with every client that comes or goes, and <c>GetGrain</c> of an interface finds out by reflection what that is called, each time: it
    /// takes longer than the call itself.
    /// </summary>
    public static IUserShardGrain GetUserShard(this IGrainFactory grains, int shard) =>
        (IUserShardGrain)grains.GetGrain(GrainId.Create(Type, GrainIdKeyExtensions.CreateIntegerKey(shard)), Calls);

    /// <summary>The grain that has a user.</summary>
    public static IUserShardGrain GetUserShard(this IGrainFactory grains, string userId) => grains.GetUserShard(Of(userId));
}
