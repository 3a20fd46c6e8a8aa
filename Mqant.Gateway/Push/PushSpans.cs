using System.Diagnostics;

namespace Mqant.Gateway.Push;

/// <summary>The spans of messages that arrive in this gateway for its sessions: one for a message and gateway, however many get it.</summary>
internal static class PushSpans
{
    private const string Send = "send";

    /// <summary>Starts the span of a message; null for everything else, and where nobody listens.</summary>
    public static Activity? Start(LaneItem item, string parent)
    {
        var (topic, size) = item switch
        {
            PushItem push => (push.Topic, push.Payload.Length),
            GroupPushItem push => (push.Topic, push.Payload.Length),
            BroadcastItem push => (push.Topic, push.Payload.Length),
            _ => default,
        };
        if (topic is null || TraceParents.Start($"{Send} {topic}", ActivityKind.Producer, parent) is not { } activity)
        {
            return null;
        }

        activity.SetTag(SpanAttributes.MessagingSystem, SpanAttributes.Mqtt);
        activity.SetTag(SpanAttributes.MessagingOperationName, Send);
        activity.SetTag(SpanAttributes.MessagingOperationType, Send);
        activity.SetTag(SpanAttributes.MessagingDestination, topic);
        activity.SetTag(SpanAttributes.MessagingBodySize, size);
        switch (item)
        {
            case PushItem push:
                activity.SetTag(SpanAttributes.Recipients, SessionAddress.Unpack(push.Sessions).Length);
                break;
            case GroupPushItem push:
                activity.SetTag(SpanAttributes.GroupName, push.GroupName);
                break;
        }

        return activity;
    }
}
