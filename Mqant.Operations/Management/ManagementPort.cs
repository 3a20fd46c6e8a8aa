using System.Net;
using System.Net.Sockets;

namespace Mqant.Operations.Management;

/// <summary>Finds the port that the settings ask for, and keeps it until the listener has it.</summary>
internal static class ManagementPort
{
    private const int First = 8090;
    private const int Last = First + 99;
    private const string PortKey = $"{ManagementOptions.SectionName}:{nameof(ManagementOptions.Port)}";
    private const string AddressKey = $"{ManagementOptions.SectionName}:{nameof(ManagementOptions.Address)}";

    /// <exception cref="SettingsException">It cannot be had.</exception>
    public static (IPEndPoint EndPoint, HeldPort Held) Hold(ManagementOptions options)
    {
        var address = options.Address switch
        {
            ManagementOptions.Localhost => IPAddress.Loopback,
            ManagementOptions.Any => Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any,
            var given => IPAddress.Parse(given),
        };
        var held = options.Port is { } port ? HeldPort.Take(new IPEndPoint(address, port), PortKey, AddressKey) : HoldFirstFree(address);
        return (new IPEndPoint(address, held.Port), held);
    }

    private static HeldPort HoldFirstFree(IPAddress address)
    {
        for (var port = First; ; port++)
        {
            try
            {
                return HeldPort.Take(new IPEndPoint(address, port), PortKey, AddressKey);
            }
            catch (SettingsException exception) when (port < Last && exception.InnerException is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse })
            {
                // Another process of this machine has it.
            }
        }
    }
}
