using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Sockets;

namespace Mqant;

/// <summary>Where a silo is reached by other processes of the cluster: section <c>Mqant:Silo</c>.</summary>
public sealed class MqantSiloOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mqant:Silo";

    /// <summary>Value of <see cref="Address"/> that stands for the first address of this machine that is not loopback.</summary>
    public const string AutoAddress = "auto";

    private const int DefaultPort = 11_111;
    private const int DefaultGatewayPort = 30_000;

    /// <summary>Port for other silos. 0: a free one. Unset: 11111, or a free one when that is taken.</summary>
    [Range(0, 65_535)]
    public int? Port { get; set; }

    /// <summary>Port for Orleans clients. 0: a free one. Unset: 30000, or a free one when that is taken.</summary>
    [Range(0, 65_535)]
    public int? GatewayPort { get; set; }

    /// <summary>IP address that the silo listens on and tells others; <c>auto</c> for this machine's. Unset: loopback.</summary>
    public string? Address { get; set; }

    /// <summary>
    /// How long a call that a grain makes may take, when its interface does not say otherwise. Unset: 10 s. At most one minute: silos cut a handler off then.
    /// Clients' calls have their limit in the gateway.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan? CallTimeout { get; set; }

    /// <summary>
    /// How long a grain stays in memory that nothing calls, when its class does not say otherwise (<c>[CollectionAgeLimit]</c>). Unset: Orleans' 15 minutes. From 10 s on; less memory for grains
    /// that are used once, more reading for those that come back.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:10", "365.00:00:00")]
    public TimeSpan? CollectionAge { get; set; }

    /// <summary>Takes the ports of a silo that other silos and, unless it is a gateway, Orleans clients reach.</summary>
    /// <exception cref="SettingsException">A port is taken, or the address is none of this machine.</exception>
    internal HeldSiloPorts HoldPorts(bool forClients)
    {
        var address = ResolveAddress();
        var silo = Hold(address, Port, DefaultPort, nameof(Port));
        if (!forClients)
        {
            return new(address, silo, gateway: null);
        }

        try
        {
            var gateway = Hold(address, GatewayPort, DefaultGatewayPort, nameof(GatewayPort));
            return new(address, silo, gateway);
        }
        catch
        {
            silo.Dispose();
            throw;
        }
    }

    private static HeldPort Hold(IPAddress address, int? configured, int preferred, string name)
    {
        if (configured is null)
        {
            try
            {
                return HeldPort.Take(new IPEndPoint(address, preferred));
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Another silo of this machine has it.
            }
        }

        return HeldPort.Take(new IPEndPoint(address, configured ?? 0), $"{SectionName}:{name}", $"{SectionName}:{nameof(Address)}");
    }

    private IPAddress ResolveAddress()
    {
        if (string.IsNullOrEmpty(Address) || Address == "localhost")
        {
            return IPAddress.Loopback;
        }

        if (Address == AutoAddress)
        {
            return Array.Find(
                    Dns.GetHostAddresses(Dns.GetHostName()),
                    a => a.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(a))
                ?? throw new SettingsException($"{SectionName}:{nameof(Address)} is '{AutoAddress}', but this machine's name has no IPv4 address other than loopback.");
        }

        return IPAddress.TryParse(Address, out var address)
            ? address
            : throw new SettingsException($"{SectionName}:{nameof(Address)} is '{Address}'; expected an IP address, 'localhost' or '{AutoAddress}'.");
    }
}
