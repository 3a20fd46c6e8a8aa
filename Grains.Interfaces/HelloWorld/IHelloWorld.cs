using System.Text.Json.Serialization;

namespace Mqant.Grains.HelloWorld;

/// <summary>The smallest module: says back what it is told.</summary>
[GameModule("HelloWorld")]
public interface IHelloWorld : IGrainWithStringKey
{
    /// <summary>Answers <c>"you say : …"</c>.</summary>
    [Handler("HD_Say")]
    ValueTask<string> SayAsync(SayHello request);
}

/// <summary>Request of <see cref="IHelloWorld.SayAsync"/>.</summary>
[GenerateSerializer, Alias("mqant.demo.SayHello")]
public sealed record SayHello
{
    /// <summary>What to say back.</summary>
    [Id(0), JsonPropertyName("say")]
    public string? Say { get; init; }
}
