using Orleans.Runtime;

namespace Mqant;

/// <summary>Users as grains find them.</summary>
internal sealed class ClusterUsers(IGrainFactory grains, PushEncoder encoder, INamePolicy names, IGrainContextAccessor accessor) : IUsers
{
    public async Task<bool> IsOnlineAsync(string userId) => (await GetAsync(userId)).IsOnline;

    public Task<IReadOnlySet<string>> GetOnlineAsync(IEnumerable<string> userIds) => WhereAsync(userIds, IsOnlineAsync);

    public Task<UserStatus> GetAsync(string userId) => Get(ref userId).GetStatusAsync(userId);

    public Task<bool> SendAsync<T>(string userId, string topic, T payload) =>
        Get(ref userId).SendAsync(userId, new UserMessage(topic, encoder.Encode(topic, payload)));

    public Task<IReadOnlySet<string>> SendAsync<T>(IEnumerable<string> userIds, string topic, T payload)
    {
        var message = new UserMessage(topic, encoder.Encode(topic, payload));
        return WhereAsync(userIds, userId => Get(ref userId).SendAsync(userId, message));
    }

    public Task<int> KickAsync(string userId, string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return Get(ref userId).KickAsync(userId, reason);
    }

    public async Task<bool> WatchAsync(string userId)
    {
        await Get(ref userId).WatchAsync(userId, CallingGrain());
        return await IsOnlineAsync(userId);
    }

    public Task UnwatchAsync(string userId) => Get(ref userId).UnwatchAsync(userId, CallingGrain());

    private static async Task<IReadOnlySet<string>> WhereAsync(IEnumerable<string> userIds, Func<string, Task<bool>> predicate)
    {
        ArgumentNullException.ThrowIfNull(userIds);
        var asked = userIds.Distinct(StringComparer.Ordinal).ToArray();
        var answers = await Task.WhenAll(asked.Select(predicate));
        return asked.Where((_, i) => answers[i]).ToHashSet(StringComparer.Ordinal);
    }

    // The user's shard; the id becomes the one by which the user is known.
    private IUserShardGrain Get(ref string userId)
    {
        userId = UserIds.Normalize(userId, names);
        return grains.GetUserShard(userId);
    }

    private GrainId CallingGrain() => accessor.GrainContext is { GrainInstance: IUserWatcher } grain
        ? grain.GrainId
        : throw new InvalidOperationException($"Only a grain that implements {nameof(IUserWatcher)} can watch users.");
}
