namespace Mqant;

/// <summary>The payload of a handler that takes none.</summary>
internal readonly struct NoPayload;

/// <summary>The result of a handler that has none.</summary>
internal readonly struct NoResult;
