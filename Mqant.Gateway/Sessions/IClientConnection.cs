namespace Mqant.Gateway.Sessions;

/// <summary>
/// What the session core needs from a client protocol for one connection. MQTT implements it, the framed protocol implements it, and so
/// does any protocol that a game plugs in. All members may be called from any thread, also at the same time, and must not block. What
/// writing throws is logged and closes the connection.
/// </summary>
public interface IClientConnection
{
    /// <summary>Name of the transport as game code sees it: <c>tcp</c>, <c>websocket</c>, <c>framed</c>, …</summary>
    string Transport { get; }

    /// <summary>The client's address without its port.</summary>
    string RemoteAddress { get; }

    /// <summary>The certificate that the client showed, if any. Asked for once.</summary>
    ClientCertificate? ClientCertificate => null;

    /// <summary>
    /// Writes what became of <paramref name="request"/>: the reply where one is expected, then the acknowledgement the protocol owes. Called exactly
    /// once for every request given to <see cref="ClientSession.Submit"/>, in the order in which the replies must go out. Replies are never dropped.
    /// </summary>
    void Complete(ClientRequest request, in RequestOutcome outcome);

    /// <summary>
    /// Queues a push. Returns false when it was dropped because the client does not read fast enough (only QoS 0 is ever dropped) or
    /// because the connection is closing.
    /// </summary>
    bool TrySend(OutboundMessage message);

    /// <summary>As <see cref="TrySend(OutboundMessage)"/>, and tells what became of it.</summary>
    /// <param name="message">The push.</param>
    /// <param name="acknowledged">
    /// Set to true when the client acknowledges the push, to false when it never will; not at all where this returns false. A protocol without acknowledgements sets it to
    /// false at once.
    /// </param>
    bool TrySend(OutboundMessage message, TaskCompletionSource<bool> acknowledged);

    /// <summary>
    /// Tells the client goodbye in the protocol's words, sends what is queued before that, and closes. Calls after the first do nothing. With
    /// <see cref="SessionEndReason.Draining"/> what the client has sent is answered before, and the connection then ends its session: <see cref="ClientSession.LeaveAsync"/>.
    /// </summary>
    void Close(SessionEndReason reason);
}
