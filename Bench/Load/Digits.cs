namespace Mqant.Bench.Load;

/// <summary>Decimal numbers of a fixed width in ASCII, without strings.</summary>
internal static class Digits
{
    internal static void Write(Span<byte> destination, long value)
    {
        for (int i = destination.Length - 1; i >= 0; i--)
        {
            (value, long digit) = Math.DivRem(value, 10);
            destination[i] = (byte)('0' + digit);
        }
    }

    /// <summary>The number, or -1 when <paramref name="source"/> holds anything but digits.</summary>
    internal static long Read(ReadOnlySpan<byte> source)
    {
        long value = 0;
        foreach (byte character in source)
        {
            uint digit = (uint)character - '0';
            if (digit > 9)
            {
                return -1;
            }

            value = (value * 10) + digit;
        }

        return value;
    }
}
