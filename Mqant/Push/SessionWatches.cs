using Orleans.Runtime;

namespace Mqant;

/// <summary>The way to tell a grain of the end of sessions that it watches: by the interface's name, for thousands may end at a time.</summary>
internal static class SessionWatches
{
    public const string GrainInterface = "mqant.ISessionWatchExtension";

    private static readonly GrainInterfaceType Calls = GrainInterfaceType.Create(GrainInterface);

    public static ISessionWatchExtension GetSessionWatch(this IGrainFactory grains, GrainId grain) =>
        (ISessionWatchExtension)grains.GetGrain(grain, Calls);
}
