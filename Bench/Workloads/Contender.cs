using Mqant.Bench.Load;
using Mqant.Bench.Servers;

namespace Mqant.Bench.Workloads;

/// <summary>A traffic and the servers it goes to.</summary>
/// <param name="Idle">Connections that are open beside it and say nothing.</param>
internal sealed record Contender(Topology Topology, Traffic Traffic, int Idle = 0)
{
    /// <summary>Whether every run needs servers that have served nobody yet.</summary>
    internal bool NeedsFreshServers => Traffic is IdleTraffic or TlsIdleTraffic;
}
