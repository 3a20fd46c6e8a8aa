using Mqant;

namespace Bag;

/// <summary>What a user carries. Clients call it as <c>Bag/HD_Put</c>, <c>Bag/HD_List</c>.</summary>
[GameModule("Bag", Key = KeyPolicy.User)]
[Alias("Bag.IBag")]
public interface IBag : IGrainWithStringKey
{
    /// <summary>Puts something in. Returns how many things there are.</summary>
    [Handler("HD_Put")]
    [Alias("Put")]
    Task<int> PutAsync(Item item);

    /// <summary>What is in it.</summary>
    [Handler("HD_List", Idempotent = true)]
    [Alias("List")]
    ValueTask<string[]> ListAsync();
}
