namespace Mqant;

/// <summary>How many workers a pool has at least and at most.</summary>
internal readonly record struct WorkerLimits(int Fewest, int Most);
