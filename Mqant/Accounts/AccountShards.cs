using Orleans.Runtime;

namespace Mqant;

/// <summary>Which shard an account or device is in, and the way there. All silos and gateways of a cluster must agree on it.</summary>
internal static class AccountShards
{
    public const int Count = 64;

    public const string Grain = "mqant.account-shard";
    public const string GrainInterface = "mqant.IAccountShardGrain";

    private static readonly GrainType Type = GrainType.Create(Grain);
    private static readonly GrainInterfaceType Calls = GrainInterfaceType.Create(GrainInterface);

    /// <summary>The grain that has an account by its name, or a device by its id.</summary>
    public static IAccountShardGrain GetAccountShard(this IGrainFactory grains, string nameOrId) =>
        (IAccountShardGrain)grains.GetGrain(GrainId.Create(Type, GrainIdKeyExtensions.CreateIntegerKey(UserShards.Of(nameOrId) % Count)), Calls);
}
