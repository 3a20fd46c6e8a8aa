namespace Mqant.Gateway.Catalog;

/// <summary>A handler that can be called now.</summary>
/// <param name="Module">Its module.</param>
/// <param name="Name">Its name.</param>
/// <param name="Traits">What silos say of it.</param>
/// <param name="Statistics">What became of the requests for it.</param>
internal sealed record HandlerRoute(ModuleRoute Module, string Name, HandlerTraits Traits, HandlerStatistics Statistics);
