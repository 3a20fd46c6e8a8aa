using Orleans.Metadata;
using Orleans.Runtime;

namespace Mqant;

/// <summary>Who is asked when operators ask: the gateways and silos of the cluster, and what their grains are.</summary>
internal sealed class OperationsServices(
    IGrainFactory grains,
    PushLanes lanes,
    GatewayDirectory directory,
    IClusterManifestProvider manifests,
    GrainInterfaceTypeResolver interfaces,
    ISessions sessions,
    IGroups groups,
    PushEncoder encoder)
{
    // A process that is busy answers within it; one that is gone is asked only until that is known.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly string _room = interfaces.GetGrainInterfaceType(typeof(IRoom)).ToString()!;

    public ISessions Sessions { get; } = sessions;

    public IGroups Groups { get; } = groups;

    public PushLanes Lanes { get; } = lanes;

    public PushEncoder Encoder { get; } = encoder;

    public ValueTask<IReadOnlyList<GatewayAddress>> GetGatewaysAsync() => directory.GetAsync();

    /// <summary>The gateway of a session, and the session's number there; null when it is gone or the id is none.</summary>
    public async ValueTask<(GatewayAddress Gateway, long Number)?> FindGatewayAsync(string session) =>
        SessionIds.TryParse(session, out var prefix, out var number) && (await directory.GetAsync()).FirstOrDefault(gateway => gateway.SessionPrefix == prefix) is { } found
            ? (found, number)
            : null;

    /// <summary>Asks gateways side by side; those that do not answer are named.</summary>
    public Task<(T[] Answers, string[] Missing)> AskAsync<T>(IEnumerable<GatewayAddress> gateways, Func<IGatewayObserver, Task<T>> ask) =>
        GatherAsync(gateways, gateway => Lanes.IsLost(gateway) ? Task.FromException<T>(new SiloUnavailableException()) : ask(Lanes.Reach(gateway)));

    /// <summary>Asks for the rooms of each silo, side by side; those that do not answer are named.</summary>
    public Task<(T[] Answers, string[] Missing)> AskRoomsAsync<T>(Func<ISiloRooms, Task<T>> ask)
    {
        var type = grains.GetGrain<ISiloRooms>(ModuleKeys.Singleton).GetGrainId().Type;
        var silos = manifests.Current.Silos.Where(silo => silo.Value.Grains.ContainsKey(type)).Select(static silo => silo.Key.ToParsableString());
        return GatherAsync(silos, silo => ask(grains.GetGrain<ISiloRooms>(silo)));
    }

    /// <summary>The grain types that are a module's.</summary>
    public GrainType[] FindModule(string module) =>
        [.. manifests.Current.AllGrainManifests.SelectMany(static silo => silo.Grains).Where(grain => ModuleTraits.GetName(grain.Value) == module).Select(static grain => grain.Key).Distinct()];

    /// <summary>The room that a grain is; null when it is none.</summary>
    public RoomName? FindRoom(GrainId grain)
    {
        foreach (var silo in manifests.Current.AllGrainManifests)
        {
            if (silo.Grains.TryGetValue(grain.Type, out var properties))
            {
                return properties.Properties.Any(p => p.Key.StartsWith(WellKnownGrainTypeProperties.ImplementedInterfacePrefix, StringComparison.Ordinal) && p.Value == _room)
                    ? new RoomName(ModuleTraits.GetName(properties) ?? grain.Type.ToString()!, grain.Key.ToString()!)
                    : null;
            }
        }

        return null;
    }

    private static async Task<(T[] Answers, string[] Missing)> GatherAsync<TAsked, T>(IEnumerable<TAsked> asked, Func<TAsked, Task<T>> ask)
        where TAsked : notnull
    {
        var answers = await Task.WhenAll(asked.Select(async one =>
        {
            try
            {
                return (One: one, HasAnswered: true, Answer: await ask(one).WaitAsync(Patience));
            }
            catch (Exception)
            {
                // It has gone, or is about to be found dead, or is so busy that nobody should wait for it.
                return (One: one, HasAnswered: false, Answer: default(T)!);
            }
        }));
        return (
            [.. answers.Where(static answer => answer.HasAnswered).Select(static answer => answer.Answer)],
            [.. answers.Where(static answer => !answer.HasAnswered).Select(static answer => answer.One.ToString()!)]);
    }
}
