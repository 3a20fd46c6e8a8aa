using Orleans.Runtime;

namespace Mqant;

/// <summary>
/// References to the framework's own grains, which are made for every client that comes and goes. <c>GetGrain</c> finds out by reflection what an
/// interface is called, each time: it takes longer than the call itself.
/// </summary>
internal static class KnownGrains
{
    public const string UserShard = "mqant.user-shard";
    public const string UserShardInterface = "mqant.IUserShardGrain";
    public const string ClientId = "mqant.client-id";
    public const string ClientIdInterface = "mqant.IClientIdGrain";
    public const string ModuleInterface = "mqant.IModuleExtension";
    public const string SessionWatchInterface = "mqant.ISessionWatchExtension";

    private static readonly GrainType UserShardType = GrainType.Create(UserShard);
    private static readonly GrainType ClientIdType = GrainType.Create(ClientId);
    private static readonly GrainInterfaceType UserShardCalls = GrainInterfaceType.Create(UserShardInterface);
    private static readonly GrainInterfaceType ClientIdCalls = GrainInterfaceType.Create(ClientIdInterface);
    private static readonly GrainInterfaceType ModuleCalls = GrainInterfaceType.Create(ModuleInterface);
    private static readonly GrainInterfaceType SessionWatchCalls = GrainInterfaceType.Create(SessionWatchInterface);

    public static IUserShardGrain GetUserShard(this IGrainFactory grains, int shard) =>
        (IUserShardGrain)grains.GetGrain(GrainId.Create(UserShardType, GrainIdKeyExtensions.CreateIntegerKey(shard)), UserShardCalls);

    public static IClientIdGrain GetClientIds(this IGrainFactory grains, int shard) =>
        (IClientIdGrain)grains.GetGrain(GrainId.Create(ClientIdType, GrainIdKeyExtensions.CreateIntegerKey(shard)), ClientIdCalls);

    /// <summary>The way to call a grain's handlers.</summary>
    public static IModuleExtension GetModule(this IGrainFactory grains, GrainId grain) => (IModuleExtension)grains.GetGrain(grain, ModuleCalls);

    /// <summary>The way to tell a grain of the end of sessions that it watches.</summary>
    public static ISessionWatchExtension GetSessionWatch(this IGrainFactory grains, GrainId grain) =>
        (ISessionWatchExtension)grains.GetGrain(grain, SessionWatchCalls);
}
