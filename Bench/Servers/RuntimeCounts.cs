namespace Mqant.Bench.Servers;

/// <summary>What only the runtime of a process can tell of it.</summary>
/// <param name="AllocatedBytes">Bytes allocated so far.</param>
/// <param name="CompiledMethods">Methods compiled so far; one that is optimised later counts again.</param>
internal readonly record struct RuntimeCounts(long AllocatedBytes, long CompiledMethods)
{
    public static RuntimeCounts operator +(RuntimeCounts left, RuntimeCounts right) =>
        new(left.AllocatedBytes + right.AllocatedBytes, left.CompiledMethods + right.CompiledMethods);
}
