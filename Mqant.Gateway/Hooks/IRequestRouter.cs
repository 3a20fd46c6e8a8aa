namespace Mqant.Gateway.Hooks;

/// <summary>
/// Says which handler a topic calls, before the gateway's own rule for topics: a singleton service of the gateway's process, for topics of whatever form. Several are asked in the order in which
/// they were added until one knows. Called for every request on the thread that reads the connection: it must be quick.
/// </summary>
public interface IRequestRouter
{
    /// <summary>The handler that a topic is for; null leaves the topic to the next router, and in the end to the gateway's own rule. An exception is logged and counts as null.</summary>
    /// <param name="topic">The topic, as the client sent it.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="session">Who sent it.</param>
    RequestRoute? Route(string topic, ReadOnlyMemory<byte> payload, SessionInfo session);
}
