namespace Mqant;

/// <summary>Why a session ended, as told to the client, to watchers and in logs. Values never change: they travel between processes.</summary>
public enum SessionEndReason : byte
{
    /// <summary>The client said goodbye (MQTT DISCONNECT).</summary>
    ClientDisconnected = 0,

    /// <summary>The connection broke or was closed without a goodbye.</summary>
    ConnectionLost = 1,

    /// <summary>Nothing arrived for one and a half times the keep-alive interval (MQTT 3.1.1 section 3.1.2.10).</summary>
    KeepAliveTimeout = 2,

    /// <summary>The client broke the rules of its protocol.</summary>
    ProtocolError = 3,

    /// <summary>The client announced a packet larger than the gateway's limit.</summary>
    PacketTooLarge = 4,

    /// <summary>Another connection with the same client id took the session over.</summary>
    TakenOver = 5,

    /// <summary>Game code removed the session and told the client why (<see cref="ISessions.Kick"/>, <see cref="IUsers.KickAsync"/>).</summary>
    Kicked = 6,

    /// <summary>Game code closed the session.</summary>
    Closed = 7,

    /// <summary>The gateway is shutting down and asked its clients to reconnect elsewhere.</summary>
    Draining = 8,

    /// <summary>The client did not read what was sent to it for longer than the limit.</summary>
    SlowConsumer = 9,

    /// <summary>The gateway process that held the session is gone.</summary>
    GatewayLost = 10,

    /// <summary>The session is still connected but no longer bound to the user it was bound to.</summary>
    Unbound = 11,

    /// <summary>The client sent more packets that need an acknowledgement than it was allowed to (MQTT 5.0 section 3.3.4).</summary>
    ReceiveMaximumExceeded = 12,

    /// <summary>The user logged in again and <see cref="UserOptions.DuplicateLogin"/> ended this session.</summary>
    DuplicateLogin = 13,

    /// <summary>Operators have banned the user, the client id or the address.</summary>
    Banned = 14,

    /// <summary>What let the client in holds no longer: it has expired and was not renewed, or what was to renew it was not accepted.</summary>
    NotAuthorized = 15,
}
