using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Storage;

namespace Mqant;

/// <summary>What the rooms of a silo share.</summary>
internal sealed class RoomServices(
    PushLanes lanes,
    PushEncoder encoder,
    ISessions sessions,
    MqantMetrics metrics,
    Serializer serializer,
    IServiceProvider services,
    BudgetReports reports,
    LineLimiter lines,
    ILogger<RoomServices> logger,
    TimeProvider time) : IDisposable
{
    public RoomClock Clock { get; } = new(time);

    public TimeProvider Time { get; } = time;

    public PushLanes Lanes { get; } = lanes;

    public PushEncoder Encoder { get; } = encoder;

    public ISessions Sessions { get; } = sessions;

    public MqantMetrics Metrics { get; } = metrics;

    public Serializer Serializer { get; } = serializer;

    public BudgetReports Reports { get; } = reports;

    public ILogger Logger { get; } = lines.Limit(logger);

    /// <summary>The rooms of this silo.</summary>
    public ConcurrentDictionary<GrainId, Room> Active { get; } = new();

    /// <summary>Where snapshots are kept. Rooms without snapshots need none.</summary>
    public IGrainStorage Storage => field ??= new MeasuredStorage(BareStorage, MqantStorage.Rooms, Metrics, Time);

    /// <summary>Whether what is stored ends with this silo.</summary>
    public bool IsStorageOfThisSilo => BareStorage is EmbeddedStorage or MemoryGrainStorage;

    private IGrainStorage BareStorage => services.GetRequiredKeyedService<IGrainStorage>(MqantStorage.Rooms);

    public void Dispose() => Clock.Dispose();
}
