using Orleans.Runtime;

namespace Mqant;

/// <summary>The way to call handlers: by the interface's name, for <c>GetGrain</c> of an interface finds that out by reflection, with every call.</summary>
internal static class ModuleGrains
{
    public const string GrainInterface = "mqant.IModuleExtension";

    private static readonly GrainInterfaceType Calls = GrainInterfaceType.Create(GrainInterface);

    public static IModuleExtension GetModule(this IGrainFactory grains, GrainId grain) => (IModuleExtension)grains.GetGrain(grain, Calls);
}
