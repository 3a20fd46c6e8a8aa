using System.ComponentModel.DataAnnotations;

namespace Bag;

/// <summary>The module's settings: section <c>Bag</c>.</summary>
public sealed class BagOptions
{
    /// <summary>How many things go in.</summary>
    [Range(1, 10_000)]
    public int Capacity { get; set; } = 20;
}
