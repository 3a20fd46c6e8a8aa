using System.Text;
using System.Text.Json;
using MQTTnet.Protocol;

namespace Mqant.Tests.Infrastructure;

/// <summary>A message that a client got: a reply or a push.</summary>
public sealed record Received(string Topic, byte[] Payload, MqttQualityOfServiceLevel QualityOfService, byte[]? CorrelationData)
{
    /// <summary>The payload as text.</summary>
    public string Text => Encoding.UTF8.GetString(Payload);

    /// <summary>The payload as JSON.</summary>
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Payload);

    /// <inheritdoc/>
    public override string ToString() => $"{Topic} {Text}";
}
