namespace Mqant;

/// <summary>How a call ended, as metrics, spans and listeners name it.</summary>
public enum CallOutcome : byte
{
    /// <summary>The handler returned.</summary>
    Ok,

    /// <summary>The game or the gateway said no: a <see cref="GameException"/>, a wrong payload, an unknown module, a login that is missing, a limit.</summary>
    Refused,

    /// <summary>Its time limit passed.</summary>
    Timeout,

    /// <summary>No silo could take it.</summary>
    Unavailable,

    /// <summary>An exception that nobody expected.</summary>
    Failed,
}
