namespace Mqant;

/// <summary>The groups that have members, over all gateways.</summary>
internal interface IGroupOperations
{
    /// <summary>Groups, the largest first.</summary>
    /// <param name="search">Only those whose name contains this, whatever its case; null or empty: all.</param>
    /// <param name="skip">How many are left out.</param>
    /// <param name="take">How many are listed at most.</param>
    Task<FoundGroups> ListAsync(string? search, int skip, int take);
}
