using Mqant.Gateway.Hooks;

namespace Mqant.Tests.Hosting.HooksPage;

internal sealed class Censor : IOutboundHook
{
    public PushMessage? OnPush(SessionInfo session, PushMessage push) =>
        push.Topic == "Chat/OnChat" && session.Settings.ContainsKey("muted") ? null : push;

    public ReplyMessage? OnReply(RequestInfo request, ReplyMessage reply) =>
        reply.Error.StartsWith("internal error", StringComparison.Ordinal) ? reply with { Error = "Something went wrong. We are on it." } : reply;
}
