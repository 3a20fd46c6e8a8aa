namespace Mqant;

/// <summary>The names of <see cref="CallOutcome"/>.</summary>
internal static class CallOutcomes
{
    private static readonly string[] Names = ["ok", "refused", "timeout", "unavailable", "failed"];

    /// <summary>How many there are: arrays of counts have a place for each.</summary>
    public const int Count = 5;

    /// <summary>The name that attributes have.</summary>
    public static string ToAttribute(this CallOutcome outcome) => Names[(int)outcome];
}
