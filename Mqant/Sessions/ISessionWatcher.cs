namespace Mqant;

/// <summary>A grain that wants to know when sessions are gone. See <see cref="ISessions.Watch"/>.</summary>
public interface ISessionWatcher
{
    /// <summary>
    /// The session ended, was unbound or was bound to another user. Called in the grain's turn, once for each watched session: the
    /// activation that watched is told, whoever notices the end, and no later one.
    /// </summary>
    /// <param name="session">The session as it was watched.</param>
    /// <param name="reason">Why it is gone.</param>
    ValueTask OnSessionEndedAsync(SessionRef session, SessionEndReason reason);
}
