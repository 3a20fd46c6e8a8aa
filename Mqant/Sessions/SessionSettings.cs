namespace Mqant;

/// <summary>Names of settings that mean something to the framework.</summary>
public static class SessionSettings
{
    /// <summary>
    /// Class of the client's device, such as <c>phone</c>; see <see cref="UserOptions.DeviceClasses"/>. Counts when the session is bound. An MQTT 5.0 client names
    /// it with the user property <c>device</c> of CONNECT; for others the login handler sets it before it binds.
    /// </summary>
    public const string Device = "Device";

    /// <summary>The <c>User-Agent</c> header of a WebSocket's handshake.</summary>
    public const string UserAgent = "User-Agent";
}
