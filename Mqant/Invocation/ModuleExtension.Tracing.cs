using System.Diagnostics;

namespace Mqant;

/// <content>The spans of handlers.</content>
internal sealed partial class ModuleExtension
{
    // What the handler calls, stores and sends is part of it: its flow is in the span from here on.
    private Activity? StartSpan(ModuleHandler handler, Session session, in HandlerCall call)
    {
        var parent = new ActivityContext(
            call.Trace.ToActivityTraceId(), ActivitySpanId.CreateFromString(call.ParentSpan), ActivityTraceFlags.Recorded, isRemote: true);
        if (MqantTelemetry.Source.StartActivity($"{_module!.Traits.Name}/{handler.Name}", ActivityKind.Server, parent) is not { } activity)
        {
            return null;
        }

        Describe(activity, handler, session);
        TraceParents.SetForGrainCalls(activity);
        return activity;
    }

    private static void EndSpan(Activity? activity, CallOutcome outcome, Exception? failure)
    {
        activity?.SetOutcome(outcome, failure);
        activity?.Dispose();
    }

    // What was not recorded is, now that it has failed or taken long.
    private void RecordLate(ModuleHandler handler, Session session, in HandlerCall call, CallOutcome outcome, Exception? failure, TimeSpan duration)
    {
        if (call.ParentSpan is null && LateSpans.WhyRecorded(_services.Telemetry.Value, _services.LateTraces, outcome, duration) is { } why)
        {
            RecordLate(why, duration, handler, session, call, outcome, failure);
        }
    }

    private void RecordLate(
        string why, TimeSpan duration, ModuleHandler handler, Session session, in HandlerCall call, CallOutcome outcome, Exception? failure)
    {
        var request = LateSpans.IdOfRequest(call.Trace, session.Snapshot.SessionId, call.Number);
        var parent = new ActivityContext(call.Trace.ToActivityTraceId(), request, ActivityTraceFlags.Recorded, isRemote: true);
        if (LateSpans.Create($"{_module!.Traits.Name}/{handler.Name}", ActivityKind.Server, parent, id: null, duration, _services.Time.GetUtcNow()) is { } activity)
        {
            Describe(activity, handler, session);
            activity.SetTag(SpanAttributes.Sampled, why);
            activity.SetOutcome(outcome, failure);
            LateSpans.End(activity);
        }
    }

    private void Describe(Activity activity, ModuleHandler handler, Session session)
    {
        activity.SetTag(SpanAttributes.RpcSystem, SpanAttributes.Orleans);
        activity.SetTag(SpanAttributes.RpcService, _module!.Traits.Name);
        activity.SetTag(SpanAttributes.RpcMethod, handler.Name);
        activity.SetTag(SpanAttributes.Module, _module!.Traits.Name);
        activity.SetTag(SpanAttributes.HandlerName, handler.Name);
        activity.SetTag(SpanAttributes.Key, _context.GrainId.Key.ToString());
        activity.SetTag(SpanAttributes.Session, session.Id);
        activity.SetTag(SpanAttributes.User, session.UserId);
    }
}
