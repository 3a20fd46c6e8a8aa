namespace Mqant;

/// <summary>How calls of a handler relate to other calls of the same grain; gateways choose the method of the grain extension and its queue by it.</summary>
internal enum CallOrdering : byte
{
    /// <summary>One after the other, in the order sent.</summary>
    Ordered,

    /// <summary>In the order sent; other read-only calls may run at the same time (<see cref="Orleans.Concurrency.ReadOnlyAttribute"/>).</summary>
    ReadOnly,

    /// <summary>Any time, also while other calls run (<see cref="Orleans.Concurrency.AlwaysInterleaveAttribute"/>, <see cref="Orleans.Concurrency.ReentrantAttribute"/>).</summary>
    Interleaving,

    /// <summary>On any activation (<see cref="Orleans.Concurrency.StatelessWorkerAttribute"/>).</summary>
    Unordered,
}
