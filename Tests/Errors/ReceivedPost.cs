using System.Text.Json.Nodes;

namespace Mqant.Tests.Errors;

/// <summary>What was posted.</summary>
internal sealed record ReceivedPost(string Query, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public JsonNode Json => JsonNode.Parse(Body)!;
}
