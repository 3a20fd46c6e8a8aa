using Mqant.Gateway.Hooks;

namespace Mqant.Tests.Hosting.HooksPage;

internal sealed class OldTopics : IRequestRouter
{
    // "room.42.say" of an older client.
    public RequestRoute? Route(string topic, ReadOnlyMemory<byte> payload, SessionInfo session) => topic.Split('.') switch
    {
        ["room", var room, "say"] => new RequestRoute("Chat", "HD_Say", room, ReplyExpected: true),
        _ => null,
    };
}
