using System.Buffers;
using Mqant.Tests.Infrastructure;
using CsCheck;

namespace Mqant.Tests.Fuzz;

/// <summary>Bytes as a network delivers them: cut where it likes.</summary>
/// <param name="Bytes">All of them.</param>
/// <param name="Cuts">Lengths of the pieces, over and over.</param>
internal sealed record Arriving(byte[] Bytes, int[] Cuts)
{
    private static readonly Gen<int[]> AnyCuts = Gen.OneOf<int>(Gen.Int[1, 3], Gen.Int[1, 40]).Array[1, 8];

    public static Gen<Arriving> Of(Gen<byte[]> bytes) => Gen.Select(bytes, AnyCuts, static (all, cuts) => new Arriving(all, cuts));

    public IEnumerable<ReadOnlyMemory<byte>> Pieces
    {
        get
        {
            for (int at = 0, piece = 0; at < Bytes.Length; at += Cuts[piece++ % Cuts.Length])
            {
                yield return Bytes.AsMemory(at, Math.Min(Cuts[piece % Cuts.Length], Bytes.Length - at));
            }
        }
    }

    /// <summary>The pieces as a pipe hands them out.</summary>
    public ReadOnlySequence<byte> Sequence
    {
        get
        {
            var first = new BufferSegment(default, null);
            var last = first;
            foreach (var piece in Pieces)
            {
                last = new BufferSegment(piece, last);
            }

            return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
        }
    }

    public override string ToString() => $"{Convert.ToHexString(Bytes)} in pieces of {string.Join(", ", Cuts)}";
}
