namespace Mqant.Tests.Core.Modules;

/// <summary>Watches users.</summary>
public interface IFriendList : IGrainWithStringKey
{
    Task<bool> WatchAsync(string userId);

    Task UnwatchAsync(string userId);

    Task<string[]> GetNewsAsync();
}
