namespace Mqant;

/// <summary>A grain that wants to know when users come and go. See <see cref="IUsers.WatchAsync"/>.</summary>
[Alias("mqant.IUserWatcher")]
public interface IUserWatcher : IGrain
{
    /// <summary>
    /// The user came online or went offline. Told in order, each change once; after the failure of a silo the present state may be told again.
    /// </summary>
    /// <param name="userId">The user.</param>
    /// <param name="online">True when the first session of the user was bound, false when the last one ended.</param>
    [Alias("OnUserChanged")]
    Task OnUserChangedAsync(string userId, bool online);
}
