using CsCheck;

namespace Mqant.Tests.Fuzz;

/// <summary>A change of one byte of something.</summary>
internal static class Mutation
{
    private static readonly Gen<(int Kind, int At, byte Value)> One = Gen.Select(Gen.Int[0, 4], Gen.Int[0, 4_096], Gen.Byte);

    /// <summary>What a generator makes, a third of it as it is and the rest with a few bytes changed, inserted, removed or cut off.</summary>
    public static Gen<byte[]> Mutated(this Gen<byte[]> gen)
        => Gen.Select(gen, Gen.Frequency<(int, int, byte)[]>((1, One.Array[0, 0]), (2, One.Array[1, 4])), static (bytes, changes) => Change([.. bytes], changes));

    private static byte[] Change(List<byte> bytes, (int Kind, int At, byte Value)[] changes)
    {
        foreach (var (kind, place, value) in changes)
        {
            // There is nothing to change in nothing, but to add to it.
            var at = bytes.Count == 0 ? 0 : place % bytes.Count;
            switch (bytes.Count == 0 ? 2 : kind)
            {
                case 0:
                    bytes[at] = value;
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << (value & 7));
                    break;
                case 2:
                    bytes.Insert(at, value);
                    break;
                case 3:
                    bytes.RemoveAt(at);
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }
}
