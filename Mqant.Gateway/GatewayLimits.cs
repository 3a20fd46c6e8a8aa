using System.ComponentModel.DataAnnotations;

namespace Mqant.Gateway;

/// <summary>What strangers may use of a gateway: section <c>Mqant:Gateway:Limits</c>. Each is on; those of sessions and requests are in <see cref="GatewayOptions"/>.</summary>
public sealed class GatewayLimits
{
    /// <summary>
    /// Bytes that the gateway keeps for one client: its requests in flight and those that wait, what it has sent of a packet, and what it has not read. Beyond it the client is not read from.
    /// Half a MiB by default, 64 KiB to 1 GiB; at least <see cref="GatewayOptions.MaxPacketSize"/> and 16 KiB. Where memory is short it is less, but never less than 16 KiB.
    /// </summary>
    [Range(65_536, 1 << 30)]
    public int MaxSessionBytes { get; set; } = 512 * 1024;

    /// <summary>
    /// Share of the memory that the process may use (limit of the container or of the garbage collector, else the machine's) for those bytes of all clients together, from 0.01 to 0.5; 0.06 by default.
    /// The less of it is left, the less each client may have; when half as much again is kept new clients are refused.
    /// </summary>
    [Range(0.01, 0.5)]
    public double MemoryShare { get; set; } = 0.06;

    /// <summary>
    /// Sockets that clients may have open, HTTP included, whether they have said who they are or not. Unset: as many as the process may have files, less a part for the cluster, storage and files (512,
    /// at most a quarter), and one for each 16 KiB of memory at most.
    /// </summary>
    [Range(16, 100_000_000)]
    public int? MaxSockets { get; set; }

    /// <summary>Of these, those of HTTP, which are kept for it. When all are taken, the one that has been idle longest makes room. Unset: a quarter, at most 1,000.</summary>
    [Range(4, 10_000_000)]
    public int? MaxHttpConnections { get; set; }

    /// <summary>How long a request of HTTP may take to send its headers, 0.1 s to 10 min; 10 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan HttpHeadersTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection of HTTP may be there without a request, 0.1 s to 10 min; a minute by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan HttpIdleTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Bytes a second by which the body of a request of HTTP must come, and its answer be read, after five seconds; no limit when 0, 240 by default.</summary>
    [Range(0, 1 << 30)]
    public int MinHttpBytesPerSecond { get; set; } = 240;

    /// <summary>
    /// Connections a second that may come from one address on average, unlimited when 0; 500 by default. As many at once as there are sockets: all players of a gateway may come back through one address.
    /// </summary>
    [Range(0, 1_000_000)]
    public int MaxConnectsPerSecondPerAddress { get; set; } = 500;

    /// <summary>
    /// New grain keys that the sessions of one address may choose together, as <see cref="GatewayOptions.MaxNewKeysPerMinute"/> for one of them; unlimited when 0, 600 by default. Connecting anew
    /// does not renew it.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int MaxNewKeysPerMinutePerAddress { get; set; } = 600;

    /// <summary>Times that one session may become another user, at once and again steadily within a minute; unlimited when 0, 30 by default.</summary>
    [Range(0, int.MaxValue)]
    public int MaxLoginsPerMinute { get; set; } = 30;

    /// <summary>The same of all sessions of one address together; unlimited when 0, 30,000 by default. Connecting anew does not renew it.</summary>
    [Range(0, int.MaxValue)]
    public int MaxLoginsPerMinutePerAddress { get; set; } = 30_000;

    /// <summary>Grains that may watch one session, as rooms do in which it has a seat; one more is told that it is gone. 256 by default.</summary>
    [Range(1, 1_000_000)]
    public int MaxWatchersPerSession { get; set; } = 256;

    /// <summary>Longest user name with which a client may introduce itself, in bytes of UTF-8, 0 to 65,535; 1,024 by default. A longer one is refused as a wrong one.</summary>
    [Range(0, 65_535)]
    public int MaxUserNameLength { get; set; } = 1_024;

    /// <summary>What is kept of the <c>User-Agent</c> of a WebSocket, in characters, 0 to 8,192; 256 by default. The rest is left out.</summary>
    [Range(0, 8_192)]
    public int MaxUserAgentLength { get; set; } = 256;
}
