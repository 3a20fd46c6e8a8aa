namespace Mqant.Bench.Fuzz;

/// <summary>One connection from its first byte to its last: the same seed and number make the same case.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Protocol">What the client means to speak.</param>
/// <param name="Writes">What it sends, piece by piece.</param>
/// <param name="Ending">How it leaves.</param>
internal sealed record FuzzCase(int Number, FuzzProtocol Protocol, IReadOnlyList<byte[]> Writes, Ending Ending)
{
    public override string ToString() => $"{Protocol}, {Writes.Sum(static piece => piece.Length)} bytes in {Writes.Count} pieces, {Ending}";
}
