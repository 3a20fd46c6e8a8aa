namespace Mqant.Tests.Core.Modules;

internal sealed class FriendListGrain(IUsers users) : Grain, IFriendList, IUserWatcher
{
    private readonly List<string> _news = [];

    public Task<bool> WatchAsync(string userId) => users.WatchAsync(userId);

    public Task UnwatchAsync(string userId) => users.UnwatchAsync(userId);

    public Task<string[]> GetNewsAsync() => Task.FromResult(_news.ToArray());

    public Task OnUserChangedAsync(string userId, bool online)
    {
        _news.Add($"{userId} {online}");
        return Task.CompletedTask;
    }
}
