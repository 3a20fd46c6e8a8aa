namespace Mqant;

/// <summary>A message with QoS 1 found no place any more: too much waits for the session's gateway, which does not keep up.</summary>
[GenerateSerializer, Alias("mqant.GatewayOverloadedException")]
public sealed class GatewayOverloadedException : Exception
{
    /// <summary>With the text that is logged where nobody catches it.</summary>
    public GatewayOverloadedException(string message)
        : base(message)
    {
    }
}
