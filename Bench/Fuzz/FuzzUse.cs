using System.Globalization;

namespace Mqant.Bench.Fuzz;

/// <summary>What a gateway holds.</summary>
/// <param name="HeapBytes">In use after a collection.</param>
/// <param name="OpenFiles">Descriptors, those of sockets included.</param>
/// <param name="ResidentBytes">Memory that the system gave it.</param>
internal sealed record FuzzUse(long HeapBytes, int OpenFiles, long ResidentBytes)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{HeapBytes / 1e6:0.0} MB in use, {OpenFiles} descriptors, {ResidentBytes / 1e6:0} MB resident");
}
