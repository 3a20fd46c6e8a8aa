namespace Mqant.Tests.Infrastructure.Otlp;

/// <summary>Something that happened in a span.</summary>
internal sealed record OtlpEvent(string Name, IReadOnlyDictionary<string, object?> Attributes);
