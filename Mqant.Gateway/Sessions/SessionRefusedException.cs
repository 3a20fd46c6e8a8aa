namespace Mqant.Gateway.Sessions;

/// <summary>A client was not let in.</summary>
public sealed class SessionRefusedException(SessionRefusal refusal) : Exception($"The session was refused: {refusal}.")
{
    /// <summary>Why.</summary>
    public SessionRefusal Refusal { get; } = refusal;
}

/// <summary>Why a client was not let in.</summary>
public enum SessionRefusal
{
    /// <summary>The gateway holds as many connections as it may, or is not ready.</summary>
    Unavailable,

    /// <summary>The gateway is shutting down.</summary>
    Draining,

    /// <summary>User name or password are wrong.</summary>
    BadCredentials,

    /// <summary>The client may not use this gateway.</summary>
    NotAuthorized,
}
