namespace Mqant.Bench.Fuzz;

/// <summary>Changes bytes, as lines and liars do.</summary>
internal static class Changes
{
    private const int LongestRun = 300;

    private static readonly byte[] Telling = [0, 1, 2, 0x7F, 0x80, 0xFF, (byte)'{', (byte)'"', (byte)'/', (byte)'#'];

    internal static byte[] Make(Random random, byte[] bytes, int count)
    {
        List<byte> changed = [.. bytes];
        for (; count > 0 && changed.Count > 0; count--)
        {
            int at = random.Next(changed.Count);
            switch (random.Next(8))
            {
                case 0:
                    changed[at] = (byte)random.Next(256);
                    break;
                case 1:
                    changed[at] = Telling[random.Next(Telling.Length)];
                    break;
                case 2:
                    changed[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 3:
                    changed.Insert(at, (byte)random.Next(256));
                    break;
                case 4:
                    changed.RemoveAt(at);
                    break;
                case 5:
                    changed.InsertRange(at, Enumerable.Repeat((byte)random.Next(256), random.Next(1, LongestRun)));
                    break;
                case 6:
                    changed.RemoveRange(at, Math.Min(random.Next(1, 20), changed.Count - at));
                    break;
                default:
                    changed.RemoveRange(at, changed.Count - at);
                    break;
            }
        }

        return [.. changed];
    }
}
