namespace Mqant.Gateway.Hooks;

/// <summary>A client's request as hooks of a gateway see it. Made only where there are hooks.</summary>
public sealed class RequestInfo
{
    internal RequestInfo()
    {
    }

    /// <summary>The topic, as the client sent it.</summary>
    public required string Topic { get; init; }

    /// <summary>The module that it calls; empty when there is no such module.</summary>
    public required string Module { get; init; }

    /// <summary>The handler; empty when there is no such handler.</summary>
    public required string Handler { get; init; }

    /// <summary>The key of the grain; empty where none was found.</summary>
    public required string Key { get; init; }

    /// <summary>The payload, not to be changed.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Who sent it.</summary>
    public required SessionInfo Session { get; init; }

    /// <summary>Its trace id, 32 hexadecimal digits.</summary>
    public required string Trace { get; init; }
}
