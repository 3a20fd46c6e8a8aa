namespace Mqant.Bench.Servers;

/// <summary>What a server took of the machine.</summary>
/// <param name="Server">Its name.</param>
/// <param name="Cores">Processor cores that it kept busy.</param>
/// <param name="Megabytes">Resident memory at the end, in 1,000,000 bytes.</param>
internal sealed record ServerUse(string Server, double Cores, double Megabytes);
