using System.Text;
using Mqant.Gateway.Hooks;

namespace Mqant.Gateway.Sessions;

/// <summary>
/// One message from a client that calls a handler. A protocol derives from it to keep what it needs to answer (packet id, correlation data)
/// and sets the properties before <see cref="ClientSession.Submit"/>.
/// </summary>
public class ClientRequest
{
    /// <summary>UTF-8 bytes of the topic, exactly as the client sent them; the reply repeats them.</summary>
    public ReadOnlyMemory<byte> Topic { get; init; }

    /// <summary>The payload. It belongs to the request: a buffer that is reused must be copied first.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>True when the client asked for a reply by the protocol's own means (MQTT 5.0 Response Topic), whatever the topic's segments.</summary>
    public bool ReplyRequested { get; init; }

    /// <summary>The W3C <c>traceparent</c> that the client sent along, or null. A malformed one is ignored.</summary>
    public string? TraceParent { get; init; }

    /// <summary>
    /// Whether the client waits for a reply: three segments with a non-empty third, fewer than two segments, or
    /// <see cref="ReplyRequested"/>. Known once the core has read the topic, that is, whenever <see cref="IClientConnection.Complete"/> is called.
    /// </summary>
    public bool ReplyExpected { get; internal set; }

    /// <summary>The trace that this request belongs to; every reply names it.</summary>
    public TraceId Trace { get; internal set; }

    /// <summary>The handler and grain that it calls.</summary>
    internal CallTarget Target { get; set; }

    /// <summary>Number within the session, from 1; a binding that the call makes takes it as epoch.</summary>
    internal uint Number { get; set; }

    /// <summary>When it came, as a timestamp of the time provider.</summary>
    internal long Arrived { get; set; }

    /// <summary>When it came in flight, as a timestamp of the time provider.</summary>
    internal long Started { get; set; }

    /// <summary>Its spans where the trace is recorded.</summary>
    internal RequestSpans? Spans { get; set; }

    /// <summary>Whether it has ended: the binding that it might have made is made or never will be. Set once, under the session's lock.</summary>
    internal bool Decided { get; set; }

    /// <summary>What arrived for the binding that this call may make; decided when it ends.</summary>
    internal List<Action>? Deferred { get; set; }

    internal int Size => Topic.Length + Payload.Length;

    /// <summary>The request as hooks see it.</summary>
    internal RequestInfo Describe(ClientSession session) => new()
    {
        Topic = Encoding.UTF8.GetString(Topic.Span),
        Module = Target.Handler?.Module.Traits.Name ?? "",
        Handler = Target.Handler?.Name ?? "",
        Key = Target.Key,
        Payload = Payload,
        Session = session.Describe(),
        Trace = Trace.ToString(),
    };
}
