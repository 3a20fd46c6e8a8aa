using System.Net;
using System.Net.Sockets;

namespace Mqant.Gateway.Hosting;

/// <summary>The gateway's ports, this process's from before anything starts until Kestrel has them: that one is taken is found out first of all.</summary>
internal sealed class HeldListeners : IDisposable
{
    private const string AddressKey = $"{GatewayOptions.SectionName}:{nameof(GatewayOptions.Address)}";

    private readonly Dictionary<EndPoint, HeldPort> _held = [];

    /// <summary>Takes a port of an address, 0 for a free one; returns the port.</summary>
    /// <exception cref="SettingsException">It cannot be had.</exception>
    public int Hold(IPAddress address, int port, string setting)
    {
        var held = HeldPort.Take(new IPEndPoint(address, port), setting, AddressKey);
        _held.Add(new IPEndPoint(address, held.Port), held);
        return held.Port;
    }

    /// <summary>Takes a port of every address, 0 for a free one; returns the port.</summary>
    /// <exception cref="SettingsException">It cannot be had.</exception>
    public int HoldAny(int port, string setting) => Hold(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, port, setting);

    /// <summary>Takes a port of the loopback addresses that this machine has.</summary>
    /// <exception cref="SettingsException">It cannot be had.</exception>
    public void HoldLoopback(int port, string setting)
    {
        Hold(IPAddress.Loopback, port, setting);
        try
        {
            Hold(IPAddress.IPv6Loopback, port, setting);
        }
        catch (SettingsException exception) when (exception.InnerException is SocketException { SocketErrorCode: not SocketError.AddressAlreadyInUse })
        {
            // A machine without IPv6.
        }
    }

    /// <summary>The socket that listens there, if it is held.</summary>
    public Socket? GiveAway(EndPoint endPoint) => _held.Remove(endPoint, out var port) ? port.GiveAway() : null;

    /// <summary>Lets go of the ports that no listener took over.</summary>
    public void Dispose()
    {
        foreach (var port in _held.Values)
        {
            port.Dispose();
        }
    }
}
