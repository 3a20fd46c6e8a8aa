using System.Net;

namespace Mqant;

/// <summary>Where this process's silo is reached.</summary>
/// <param name="Address">Address that it listens on and tells other processes.</param>
/// <param name="Port">Port for other silos.</param>
/// <param name="GatewayPort">Port for Orleans clients; 0 when it takes none.</param>
public sealed record SiloEndpoints(IPAddress Address, int Port, int GatewayPort);
