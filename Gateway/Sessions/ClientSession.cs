namespace Mqant.Gateway.Sessions;

/// <summary>One connected client: who it is, its settings, and its calls in flight. Knows no client protocol.</summary>
public sealed class ClientSession
{
    internal ClientSession(IClientConnection connection) => Connection = connection;

    /// <summary>The connection that the session lives on.</summary>
    public IClientConnection Connection { get; }

    /// <summary>
    /// Gives a request to the core, which calls <see cref="IClientConnection.Complete"/> once for it, now or later. At the limit of requests in flight it
    /// waits here, in order. Only the connection's read loop calls this, one call at a time.
    /// </summary>
    public void Submit(ClientRequest request) => Connection.Complete(request, new RequestOutcome("\"service unavailable\""u8.ToArray(), default));

    /// <summary>
    /// True while the requests that wait for a place in flight exceed one packet limit of bytes: the read loop then awaits
    /// <see cref="WhenReadyAsync"/> before it reads on, and the keep-alive clock stands still.
    /// </summary>
    public bool IsFull => false;

    /// <summary>Completes when <see cref="IsFull"/> has become false or the session has ended.</summary>
    public ValueTask WhenReadyAsync() => default;

    /// <summary>
    /// Ends the session: its calls in flight go on but their replies are discarded, watchers are told. The protocol calls this when the connection is
    /// gone, however it went; the first reason stays. Does not close the connection.
    /// </summary>
    public void End(SessionEndReason reason)
    {
    }
}
