using Microsoft.Extensions.Options;
using Mqant;

namespace Bag;

internal sealed class BagGrain([PersistentState("bag")] IPersistentState<BagState> bag, IOptions<BagOptions> options) : Grain, IBag
{
    public async Task<int> PutAsync(Item item)
    {
        if (bag.State.Items.Count >= options.Value.Capacity)
        {
            throw new GameException("it is full");
        }

        bag.State.Items.Add(item.Name);
        try
        {
            // Before the reply: who was told that it is in finds it again, whatever happens to this silo.
            await bag.WriteStateAsync();
        }
        catch
        {
            // Nobody knows what is stored now: the next activation reads it.
            DeactivateOnIdle();
            throw;
        }

        return bag.State.Items.Count;
    }

    public ValueTask<string[]> ListAsync() => new([.. bag.State.Items]);
}
