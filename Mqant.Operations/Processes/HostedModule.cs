namespace Mqant.Operations.Processes;

/// <summary>A module that a silo hosts.</summary>
/// <param name="Name">The module.</param>
/// <param name="Version">Of its assembly.</param>
/// <param name="Handlers">What it can be called for there.</param>
[GenerateSerializer, Immutable, Alias("mqant.HostedModule")]
internal sealed record HostedModule([property: Id(0)] string Name, [property: Id(1)] string Version, [property: Id(2)] string[] Handlers);
