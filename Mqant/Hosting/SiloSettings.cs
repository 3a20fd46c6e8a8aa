using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Sockets;

namespace Mqant;

/// <summary>Where a silo is reached by other processes of the cluster: section <c>Mqant:Silo</c>.</summary>
public sealed class SiloSettings
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

    internal int ChoosePort() => Choose(Port, DefaultPort, ResolveAddress());

    internal int ChooseGatewayPort() => Choose(GatewayPort, DefaultGatewayPort, ResolveAddress());

    /// <exception cref="SettingsException">It is no address of this machine.</exception>
    internal IPAddress ResolveAddress()
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

    private static int Choose(int? configured, int preferred, IPAddress address) => configured switch
    {
        null => IsFree(address, preferred) ? preferred : FindFree(address),
        0 => FindFree(address),
        { } port => port,
    };

    private static bool IsFree(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port) { ExclusiveAddressUse = true };
            listener.Start();
            return true;
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
    }

    private static int FindFree(IPAddress address)
    {
        using var listener = new TcpListener(address, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
