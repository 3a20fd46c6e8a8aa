using Mqant.Bench.Load;

namespace Mqant.Bench.Workloads;

/// <summary>One run of a workload and, right before it, one of its reference and one of its floor, where it has them.</summary>
internal sealed record RunPair(LoadResult? Reference, LoadResult? Floor, LoadResult Subject);
