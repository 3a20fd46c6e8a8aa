using System.Diagnostics;
using Orleans.Runtime;

namespace Mqant;

/// <summary>How a recorded trace goes on in what a span sets off: as W3C <c>traceparent</c>.</summary>
internal static class TraceParents
{
    // Orleans' own name for it: its spans of activations, and its own filters, go on from it too.
    private const string Key = "traceparent";

    /// <summary>
    /// What names the span that is recorded here and now, as the parent of others; null when none is. What a call left running goes on without it: it might run for ever.
    /// </summary>
    public static string? Current => MqantTelemetry.Source.HasListeners() && Activity.Current is { Recorded: true, IsStopped: false } activity ? activity.Id : null;

    /// <summary>The span that the grain calls of this flow are part of, or null.</summary>
    public static string? OfGrainCalls => RequestContext.Get(Key) as string;

    /// <summary>Has grain calls of this flow go on from a span.</summary>
    public static void SetForGrainCalls(Activity activity) => RequestContext.Set(Key, activity.Id!);

    /// <summary>Starts a span that goes on from another one, which may be in another process. The caller's flow is in it from here on.</summary>
    public static Activity? Start(string name, ActivityKind kind, string parent) =>
        ActivityContext.TryParse(parent, traceState: null, isRemote: true, out var context) ? MqantTelemetry.Source.StartActivity(name, kind, context) : null;
}
