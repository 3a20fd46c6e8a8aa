namespace Mqant.Grains;

/// <summary>Settings of the demo modules, which only the stock programs have: section <c>Mqant:Demos</c>.</summary>
public sealed class DemoOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mqant:Demos";

    /// <summary>Whether there are demo modules and pages. Unset: where everything runs in one process, or <see cref="AnyPasswordLogin"/> is set to true.</summary>
    public bool? Enabled { get; set; }

    /// <summary>
    /// Whether the Login demo believes everyone; where there are accounts (<c>Mqant:Authentication:Accounts:Enabled</c>) it asks for these instead. Unset: only where everything runs in one process. Turn it on in a cluster that only you can reach.
    /// </summary>
    public bool? AnyPasswordLogin { get; set; }

    /// <summary>Whether a gateway with demos serves their pages on its HTTP port.</summary>
    public bool Pages { get; set; } = true;
}
