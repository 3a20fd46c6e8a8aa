namespace Mqant.Operations;

/// <summary>How much of Orleans' own dashboard there is below the console.</summary>
public enum OrleansDashboardMode
{
    /// <summary>None, and no cost.</summary>
    Off,

    /// <summary>Silos, grains, reminders and counters: a call a second for each silo.</summary>
    Counters,

    /// <summary>Also the methods of grains with their times, which makes every call of every grain a little slower.</summary>
    Calls,
}
