using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using Orleans.Storage;

namespace Mqant;

/// <summary>What the users of this silo share.</summary>
internal sealed class UserServices(
    IServiceProvider services, Sessions sessions, IGrainFactory grains, IOptions<UserOptions> options, TimeProvider time, ILogger<User> logger)
{
    /// <summary>Grain storage of the users' records.</summary>
    public const string StorageName = "MqantUsers";

    private const string StateName = "user";

    private static readonly GrainType RecordType = GrainType.Create("mqant.user");

    public Sessions Sessions { get; } = sessions;

    public IGrainFactory Grains { get; } = grains;

    public UserOptions Options { get; } = options.Value;

    public TimeProvider Time { get; } = time;

    public ILogger Logger { get; } = logger;

    // Asked for late, for storage is added after this is.
    private IGrainStorage Storage => field ??= services.GetRequiredKeyedService<IGrainStorage>(StorageName);

    public Task ReadAsync(string userId, GrainState<StoredUser> record) => Storage.ReadStateAsync(StateName, GetRecordId(userId), record);

    /// <summary>
    /// Writes a record of which this silo is the only writer, also where storage holds something else than is believed here: a write that timed out was carried out
    /// all the same, or the record expired.
    /// </summary>
    public async Task WriteAsync(string userId, GrainState<StoredUser> record)
    {
        var id = GetRecordId(userId);
        try
        {
            await Storage.WriteStateAsync(StateName, id, record);
        }
        catch (InconsistentStateException)
        {
            var present = new GrainState<StoredUser>();
            await Storage.ReadStateAsync(StateName, id, present);
            (record.ETag, record.RecordExists) = (present.ETag, present.RecordExists);
            await Storage.WriteStateAsync(StateName, id, record);
        }
    }

    internal static GrainId GetRecordId(string userId) => GrainId.Create(RecordType, userId);
}
