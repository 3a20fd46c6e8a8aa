namespace Mqant;

/// <inheritdoc cref="IGroupOperations"/>
internal sealed class GroupOperations(IGrainFactory grains) : IGroupOperations
{
    public Task<FoundGroups> ListAsync(string? search, int skip, int take) =>
        grains.GetGrain<IOperationsGrain>(IOperationsGrain.Key).ListGroupsAsync(search ?? "", Math.Max(0, skip), Math.Max(0, take));
}
