namespace Mqant.Gateway.Sessions;

/// <summary>A client was not let in.</summary>
/// <param name="refusal">Why.</param>
/// <param name="reason">What the client is told of it, beside that; null: nothing.</param>
public sealed class SessionRefusedException(SessionRefusal refusal, string? reason = null) : Exception($"The session was refused: {refusal}.")
{
    /// <summary>Why.</summary>
    public SessionRefusal Refusal { get; } = refusal;

    /// <summary>What the client is told of it, beside that; null: nothing.</summary>
    public string? Reason { get; } = reason;
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

    /// <summary>Operators have banned the user, the client id or the address.</summary>
    Banned,

    /// <summary>Too many wrong passwords or tokens, or too many logins of its address, came before: the client must wait.</summary>
    TooManyTries,
}
