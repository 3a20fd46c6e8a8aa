namespace Mqant.Operations.Notifications;

/// <summary>A message that is due.</summary>
/// <param name="Item">What it says.</param>
/// <param name="Items">The items that are done with it.</param>
/// <param name="Lost">How many it says found no place.</param>
internal sealed record OutboxMessage(OutboxItem Item, string[] Items, long Lost);
