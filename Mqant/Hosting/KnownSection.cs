namespace Mqant;

/// <summary>A section that some process of the cluster reads.</summary>
/// <param name="Path">Its path, for example <c>Mqant:Gateway</c>.</param>
/// <param name="Options">The options whose properties are its keys; null when another process reads them.</param>
internal sealed record KnownSection(string Path, Type? Options);
