using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using Orleans.Storage;

namespace Mqant;

/// <summary>What the users of this silo share.</summary>
internal sealed class UserServices(
    IServiceProvider services,
    ClusterSessions sessions,
    IGrainFactory grains,
    MqantMetrics metrics,
    IOptions<UserOptions> options,
    TimeProvider time,
    LineLimiter lines,
    ILogger<ShardUser> logger)
{
    private const string StateName = "user";
    private const string GroupsStateName = "groups";

    private static readonly GrainType RecordType = GrainType.Create("mqant.user");

    public ClusterSessions Sessions { get; } = sessions;

    public IGrainFactory Grains { get; } = grains;

    public MqantMetrics Metrics { get; } = metrics;

    public UserOptions Options { get; } = options.Value;

    public TimeProvider Time { get; } = time;

    public ILogger Logger { get; } = lines.Limit(logger);

    // Asked for late, for storage is added after this is.
    private IGrainStorage Storage => field ??= Measure(MqantStorage.Users);

    private IGrainStorage GroupsStorage => field ??= Measure(MqantStorage.Groups);

    public Task ReadAsync(string userId, GrainState<StoredUser> record) => Storage.ReadStateAsync(StateName, GetRecordId(userId), record);

    public Task ReadAsync(string userId, GrainState<StoredGroups> record) => GroupsStorage.ReadStateAsync(GroupsStateName, GetRecordId(userId), record);

    public Task WriteAsync(string userId, GrainState<StoredUser> record) =>
        AsOnlyWriterAsync(Storage, StateName, GetRecordId(userId), record, Storage.WriteStateAsync);

    public Task WriteAsync(string userId, GrainState<StoredGroups> record) =>
        AsOnlyWriterAsync(GroupsStorage, GroupsStateName, GetRecordId(userId), record, GroupsStorage.WriteStateAsync);

    public Task ClearAsync(string userId, GrainState<StoredGroups> record) =>
        AsOnlyWriterAsync(GroupsStorage, GroupsStateName, GetRecordId(userId), record, GroupsStorage.ClearStateAsync);

    internal static GrainId GetRecordId(string userId) => GrainId.Create(RecordType, userId);

    private MeasuredStorage Measure(string name) => new(services.GetRequiredKeyedService<IGrainStorage>(name), name, Metrics, Time);

    // This silo is the only writer of a user's records, also where storage holds something else than is believed here: a write that timed out was carried out all the
    // same, or the record expired.
    private static async Task AsOnlyWriterAsync<T>(
        IGrainStorage storage, string name, GrainId id, GrainState<T> record, Func<string, GrainId, IGrainState<T>, Task> write)
    {
        try
        {
            await write(name, id, record);
        }
        catch (InconsistentStateException)
        {
            var present = new GrainState<T>();
            await storage.ReadStateAsync(name, id, present);
            (record.ETag, record.RecordExists) = (present.ETag, present.RecordExists);
            await write(name, id, record);
        }
    }
}
