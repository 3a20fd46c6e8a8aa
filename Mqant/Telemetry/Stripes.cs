using System.Numerics;

namespace Mqant;

/// <summary>Which part of a divided number the current thread should use.</summary>
internal static class Stripes
{
    // More cores share; what is divided exists for every handler.
    private const int Most = 16;

    /// <summary>How many parts there are; a power of two.</summary>
    public static readonly int Count = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Min(Environment.ProcessorCount, Most));

    /// <summary>The part of the core that this runs on. It may run on another one right after: whoever writes there has to expect company.</summary>
    public static int Current => Thread.GetCurrentProcessorId() & (Count - 1);
}
