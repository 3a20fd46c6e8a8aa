namespace Mqant.Gateway.Catalog;

/// <summary>A handler that can be called now.</summary>
internal sealed record HandlerRoute(ModuleRoute Module, string Name, HandlerTraits Traits);
