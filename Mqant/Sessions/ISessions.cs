namespace Mqant;

/// <summary>Operations on sessions anywhere in the cluster, for grains. Ask for it in the constructor of a grain.</summary>
public interface ISessions
{
    /// <summary>
    /// Sends a message to one session: JSON of <paramref name="payload"/>, or its bytes when it is a <see cref="RawPayload"/>. Returns at once; a session that is gone is skipped and, where the grain watches it,
    /// reported to the grain. Delivery is at most once (QoS 0): when more than 64 MiB wait for a gateway that does not keep up, it is dropped.
    /// </summary>
    /// <exception cref="ArgumentException">The topic is empty or longer than 65,535 bytes.</exception>
    /// <exception cref="MessageTooLargeException">It is larger than <see cref="PushOptions.MaxMessageSize"/>.</exception>
    void Send<T>(SessionRef session, string topic, T payload);

    /// <summary>Sends one message to many sessions; it crosses to each gateway once and is encoded once.</summary>
    /// <exception cref="ArgumentException">The topic is empty or longer than 65,535 bytes.</exception>
    /// <exception cref="MessageTooLargeException">It is larger than <see cref="PushOptions.MaxMessageSize"/>.</exception>
    void Send<T>(IEnumerable<SessionRef> sessions, string topic, T payload);

    /// <summary>
    /// Completes when the session's gateway has what this silo sent it so far, or is lost, or has not answered for 2 s. What the handler that a client called sends comes before its reply anyway; a
    /// grain that the handler calls awaits this, so that what it sent does too.
    /// </summary>
    Task FlushAsync(SessionRef session);

    /// <summary>
    /// Sends a message with QoS 1 and completes when the client acknowledged it (MQTT 3.1.1 section 3.4), in order with what <see cref="Send{T}(SessionRef, string, T)"/> sends.
    /// </summary>
    /// <returns>
    /// True when the client acknowledged. False when it never did: the session is gone or ended before, the client's protocol knows no acknowledgement, or 30 s
    /// have passed (it may still have arrived).
    /// </returns>
    /// <exception cref="ArgumentException">The topic is empty or longer than 65,535 bytes.</exception>
    /// <exception cref="MessageTooLargeException">It is larger than <see cref="PushOptions.MaxMessageSize"/>.</exception>
    /// <exception cref="GatewayOverloadedException">More than 128 MiB wait for the session's gateway, which does not keep up. Await messages before sending more.</exception>
    Task<bool> SendAcknowledgedAsync<T>(SessionRef session, string topic, T payload);

    /// <summary>Sends one message to every session in the cluster, guests included. When it returns, the message has its place behind what this grain sent before.</summary>
    /// <exception cref="ArgumentException">The topic is empty or longer than 65,535 bytes.</exception>
    /// <exception cref="MessageTooLargeException">It is larger than <see cref="PushOptions.MaxMessageSize"/>.</exception>
    Task BroadcastAsync<T>(string topic, T payload);

    /// <summary>Whether the session is still connected, and bound as it was.</summary>
    Task<bool> IsConnectedAsync(SessionRef session);

    /// <summary>The session as it is now, to read, change, bind or unbind it; null when it is gone.</summary>
    Task<Session?> FindAsync(SessionRef session);

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
    /// Ends the connection after telling the client why: push <c>Session/OnKick {"reason":…}</c>, 5.0 clients DISCONNECT 0x98;
    /// <see cref="SessionEndReason.Kicked"/>.
    /// </summary>
    void Kick(SessionRef session, string reason);
}
