using Orleans.Runtime;

namespace Mqant;

/// <summary>The way to the grains that hold client ids: by names, as to <see cref="UserShards"/>.</summary>
internal static class ClientIdGrains
{
    public const string Grain = "mqant.client-id";
    public const string GrainInterface = "mqant.IClientIdGrain";

    private static readonly GrainType Type = GrainType.Create(Grain);
    private static readonly GrainInterfaceType Calls = GrainInterfaceType.Create(GrainInterface);

    public static IClientIdGrain GetClientIds(this IGrainFactory grains, int shard) =>
        (IClientIdGrain)grains.GetGrain(GrainId.Create(Type, GrainIdKeyExtensions.CreateIntegerKey(shard)), Calls);
}
