namespace Mqant.Gateway.Hooks;

/// <summary>
/// Sees what goes out to clients, and may change or drop it: a singleton service of the gateway's process. Several see it in the order in which they were added, each what the one before left.
/// Called for every message and session, on any thread, also at the same time: it must be quick and not block. Where it returns what it got, all recipients share the message's bytes.
/// An exception is logged, and the message goes out as it was.
/// </summary>
public interface IOutboundHook
{
    /// <summary>A push is about to be queued for a session. Returns the message, another one, or null to drop it; one whose sender waits for its acknowledgement then counts as never acknowledged.</summary>
    PushMessage? OnPush(SessionInfo session, PushMessage push) => push;

    /// <summary>A reply is about to be written. Returns the reply, another one, or null: then the client gets no reply, but the acknowledgement that its protocol owes it.</summary>
    ReplyMessage? OnReply(RequestInfo request, ReplyMessage reply) => reply;
}
