using Mqant.Gateway.Catalog;
using Orleans.Runtime;

namespace Mqant.Gateway.Sessions;

/// <summary>A handler on a grain.</summary>
/// <param name="Handler">The handler.</param>
/// <param name="Grain">The grain.</param>
/// <param name="ChosenByClient">The client chose the key: new ones are counted.</param>
internal readonly record struct CallTarget(HandlerRoute Handler, GrainId Grain, bool ChosenByClient)
{
    /// <summary>The grain's key; empty where no grain was found.</summary>
    public string Key => Grain.IsDefault ? "" : Grain.Key.ToString()!;
}
