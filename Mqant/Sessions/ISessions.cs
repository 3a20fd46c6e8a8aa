namespace Mqant;

/// <summary>Operations on sessions anywhere in the cluster, for grains. Ask for it in the constructor of a grain.</summary>
public interface ISessions
{
    /// <summary>
    /// Sends a message to one session: JSON of <paramref name="payload"/>, or its bytes when it is a <see cref="RawPayload"/>. Returns at once; a session that is gone is skipped and, where the grain watches it,
    /// reported to the grain.
    /// </summary>
    void Send<T>(SessionRef session, string topic, T payload);

    /// <summary>Sends one message to many sessions; it crosses to each gateway once and is encoded once.</summary>
    void Send<T>(IEnumerable<SessionRef> sessions, string topic, T payload);

    /// <summary>
    /// Has the calling grain, which implements <see cref="ISessionWatcher"/>, told when the session is gone. A session that is gone already is
    /// reported soon. Watching ends with the report, with <see cref="Unwatch"/>, and when the grain is deactivated.
    /// </summary>
    /// <exception cref="InvalidOperationException">Not called from a grain, or the grain is no <see cref="ISessionWatcher"/>.</exception>
    void Watch(SessionRef session);

    /// <summary>Ends watching. A report that is on its way may still arrive.</summary>
    void Unwatch(SessionRef session);

    /// <summary>Ends the connection after what was sent before; <see cref="SessionEndReason.Closed"/>.</summary>
    void Close(SessionRef session);

    /// <summary>
    /// Ends the connection after telling the client why: push <c>Session/OnKick {"reason":…}</c>; <see cref="SessionEndReason.Kicked"/>.
    /// </summary>
    void Kick(SessionRef session, string reason);
}
