using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Mqant.Gateway;

/// <summary>How the cluster is joined by a gateway that does not embed its silo.</summary>
public enum GatewayJoin
{
    /// <summary>As a silo that hosts no grain: failures are noticed fast, pushes take one hop less.</summary>
    Silo,

    /// <summary>As an Orleans client: the process is no member of the cluster.</summary>
    Client,
}

/// <summary>Which sessions a client id takes over.</summary>
public enum ClientIdTakeover
{
    /// <summary>3.1.1 and 5.0 clients take over within one user or, for guests, one remote address; 3.1 clients share ids.</summary>
    Auto,

    /// <summary>Every client takes over every session with its client id.</summary>
    Always,

    /// <summary>Client ids are not compared.</summary>
    Never,
}

/// <summary>The gateway's settings: section <c>Mqant:Gateway</c>.</summary>
public sealed class GatewayOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mqant:Gateway";

    /// <summary>A port that is not opened: -1.</summary>
    public const int NoPort = -1;

    /// <summary>How the gateway joins the cluster; has no meaning when the silo is embedded.</summary>
    [EnumDataType(typeof(GatewayJoin))]
    public GatewayJoin Join { get; set; } = GatewayJoin.Silo;

    /// <summary>Address to listen on: an IP address, <c>localhost</c>, or <c>*</c> for every address.</summary>
    [Required]
    public string Address { get; set; } = "*";

    /// <summary>Port of MQTT over TCP; 0 picks a free one, <see cref="NoPort"/> opens none.</summary>
    [Range(NoPort, 65535)]
    public int TcpPort { get; set; } = 3563;

    /// <summary>Port of MQTT over WebSocket; 0 picks a free one, <see cref="NoPort"/> opens none.</summary>
    [Range(NoPort, 65535)]
    public int WebSocketPort { get; set; } = 3653;

    /// <summary>
    /// Port of HTTP (health, and what the application maps); 0 picks a free one, <see cref="NoPort"/> opens none. Unset: where section <c>Kestrel:Endpoints</c> says, or
    /// else ASP.NET Core's other settings (<c>ASPNETCORE_URLS</c>, <c>--urls</c>, <c>ASPNETCORE_HTTP_PORTS</c>), or else 8080.
    /// </summary>
    [Range(NoPort, 65535)]
    public int? HttpPort { get; set; }

    /// <summary>Port of the framed protocol, off when null; 0 picks a free one.</summary>
    [Range(0, 65535)]
    public int? FramedPort { get; set; }

    /// <summary>Ports with TLS beside these, and their certificates.</summary>
    public GatewayTlsOptions Tls { get; set; } = new();

    /// <summary>Proxies that say for which clients they open connections.</summary>
    public GatewayProxyOptions Proxy { get; set; } = new();

    /// <summary>What serves the sockets, of all of the application's TCP listeners.</summary>
    [EnumDataType(typeof(SocketTransport))]
    public SocketTransport Transport { get; set; } = SocketTransport.Loop;

    /// <summary>Largest packet that a client may send after it introduced itself, in bytes of MQTT remaining length.</summary>
    [Range(256, 268_435_455)]
    public int MaxPacketSize { get; set; } = 65_535;

    /// <summary>Largest packet that a client may send before it introduced itself, in bytes.</summary>
    [Range(256, 268_435_455)]
    public int MaxConnectPacketSize { get; set; } = 8_192;

    /// <summary>Time between accept and the end of the introduction (MQTT CONNECT), PROXY header and TLS handshake included.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Calls that one session may have in flight; further ones wait, whatever the client's protocol says of such limits.</summary>
    [Range(1, 65_535)]
    public int MaxRequestsInFlight { get; set; } = 20;

    /// <summary>How long a handler may take, from the moment its request is in flight. At most one minute: silos cut a handler off then.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a gateway that is told to stop goes on serving those who are connected, so that they can go elsewhere; with nobody connected it stops at once. Calls
    /// in flight at the end of it get up to <see cref="CallTimeout"/> more. Whatever ends the process by force must leave it that time.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Messages that may wait for a client that does not read.</summary>
    [Range(1, 1_000_000)]
    public int MaxOutboundMessages { get; set; } = 256;

    /// <summary>Bytes that may wait for a client that does not read.</summary>
    [Range(1_024, 1 << 30)]
    public int MaxOutboundBytes { get; set; } = 1 << 20;

    /// <summary>How long a client may leave its outbound queue full before it is closed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan SlowConsumerTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Clients that this process lets in.</summary>
    [Range(1, int.MaxValue)]
    public int MaxConnections { get; set; } = 100_000;

    /// <summary>
    /// Connections from one address (of IPv6: from one network of 64 bits), counted from the moment they are accepted; unlimited when 0. Unset: three quarters of the sockets that there are for clients.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int? MaxConnectionsPerAddress { get; set; }

    /// <summary>What strangers may use of the process.</summary>
    public GatewayLimits Limits { get; set; } = new();

    /// <summary>
    /// Origins of pages whose scripts may open a WebSocket, as <c>https://game.example</c>; empty for all. A client that names none, which no browser is, is not held to it.
    /// </summary>
    public IReadOnlyList<string> AllowedOrigins { get; set; } = [];

    /// <summary>
    /// New grain keys that one session may choose at once; what was spent comes back steadily, all of it in a minute. Keys used within the last minute are not new.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int MaxNewKeysPerMinute { get; set; } = 60;

    /// <summary>Requests a second that one session may send on average, unlimited when 0, 2,000 by default; twice that in a burst. Reading pauses beyond it.</summary>
    [Range(0, 1_000_000)]
    public int MaxRequestsPerSecond { get; set; } = 2_000;

    /// <summary>
    /// Bytes a second that one session may send on average, unlimited when 0, 1 MiB by default; twice that in a burst. A packet counts 64 bytes at least. Reading pauses beyond it.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int MaxBytesPerSecond { get; set; } = 1_048_576;

    /// <summary>Which sessions a client id takes over.</summary>
    [EnumDataType(typeof(ClientIdTakeover))]
    public ClientIdTakeover ClientIdTakeover { get; set; } = ClientIdTakeover.Auto;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Address is not ("*" or "localhost") && !IPAddress.TryParse(Address, out _))
        {
            yield return new ValidationResult($"'{Address}' is neither an IP address, nor 'localhost', nor '*' for every address.", [nameof(Address)]);
        }

        foreach (var (i, origin) in AllowedOrigins.Index())
        {
            if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.GetLeftPart(UriPartial.Authority) != origin)
            {
                yield return new ValidationResult($"'{origin}' is no origin; expected for example 'https://game.example', without a slash at its end.", [$"{nameof(AllowedOrigins)}:{i}"]);
            }
        }
    }
}
