using Mqant.Gateway.Dispatch;

namespace Mqant.Gateway.Cluster;

/// <summary>Tells users what becomes of their sessions here: those of one user in order, and again for a while when no silo takes it.</summary>
internal sealed class UserNewsSender
{
    private readonly CallBatcher<UserNews>[] _shards;

    public UserNewsSender(IGrainFactory grains, BackgroundCalls calls) => _shards =
    [
        .. Enumerable.Range(0, UserShards.Count).Select(shard =>
            new CallBatcher<UserNews>(news => calls.RunAsync(() => grains.GetUserShard(shard).TellAsync(news)))),
    ];

    /// <summary>Completes when the user was told, or it was given up.</summary>
    public Task TellAsync(UserNews news) => _shards[UserShards.Of(news.UserId)].AddAsync(news);
}
