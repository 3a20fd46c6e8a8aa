namespace Mqant;

/// <inheritdoc cref="IBroadcasts"/>
internal sealed class Broadcasts(IGrainFactory grains) : IBroadcasts
{
    private IOperationsGrain Grain => grains.GetGrain<IOperationsGrain>(IOperationsGrain.Key);

    public Task<int> ToAllAsync(string topic, ReadOnlyMemory<byte> payload) => Grain.BroadcastAsync(topic, payload);

    public Task<int> ToGroupAsync(string group, string topic, ReadOnlyMemory<byte> payload) =>
        string.IsNullOrEmpty(group) || group.Length > Group.MaxNameLength
            ? throw new ArgumentException($"A group's name has 1 to {Group.MaxNameLength} characters.", nameof(group))
            : Grain.SendToGroupAsync(group, topic, payload);

    public async Task<int> ToModuleAsync(string module, string topic, ReadOnlyMemory<byte> payload) =>
        await Grain.SendToModuleAsync(module, topic, payload) is >= 0 and var gateways
            ? gateways
            : throw new ArgumentException($"The cluster offers no module {module}.", nameof(module));
}
