namespace Mqant;

/// <summary>A grain class that implements this is told of every client that disconnected. Found like <see cref="IConnectedHook"/>.</summary>
[Alias("mqant.IDisconnectedHook")]
public interface IDisconnectedHook : IGrainWithIntegerKey
{
    /// <summary>
    /// A session ended; called after <see cref="IConnectedHook.OnConnectedAsync"/> of the same session has ended. Not called for the sessions of a gateway that was killed:
    /// what must not miss an end watches the session (<see cref="ISessions.Watch"/>) or the user (<see cref="IUsers.WatchAsync"/>).
    /// </summary>
    /// <param name="session">The session as it was last; its operations fail with <see cref="GameErrors.NoSession"/>.</param>
    /// <param name="reason">Why it ended.</param>
    [Alias("OnDisconnected")]
    Task OnDisconnectedAsync(Session session, SessionEndReason reason);
}
