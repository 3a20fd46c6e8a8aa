using System.Diagnostics;

namespace Mqant;

/// <summary>
/// Makes a call of a grain a span where its caller's is recorded. Callers need no filter: what they carry in their flow (<see cref="TraceParents.SetForGrainCalls"/>) goes with their
/// calls, and only with theirs. That there is a filter at all costs every call.
/// </summary>
internal sealed class TracedGrainCalls : IIncomingGrainCallFilter
{
    // Where Orleans' own filters are there, they have made one.
    public Task Invoke(IIncomingGrainCallContext context) =>
        TraceParents.OfGrainCalls is { } parent && Activity.Current is null && MqantTelemetry.Source.HasListeners() ? InvokeTracedAsync(context, parent) : context.Invoke();

    private static async Task InvokeTracedAsync(IIncomingGrainCallContext context, string parent)
    {
        var service = context.InterfaceName;
        using var activity = TraceParents.Start($"{service[(service.LastIndexOf('.') + 1)..]}/{context.MethodName}", ActivityKind.Server, parent);
        if (activity is null)
        {
            await context.Invoke();
            return;
        }

        activity.SetTag(SpanAttributes.RpcSystem, SpanAttributes.Orleans);
        activity.SetTag(SpanAttributes.RpcService, service);
        activity.SetTag(SpanAttributes.RpcMethod, context.MethodName);
        activity.SetTag(SpanAttributes.Key, context.TargetId.Key.ToString());
        TraceParents.SetForGrainCalls(activity);
        try
        {
            await context.Invoke();
        }
        catch (Exception exception)
        {
            activity.SetStatus(ActivityStatusCode.Error, exception.Message);
            activity.SetTag(SpanAttributes.ErrorType, exception.GetType().FullName);
            activity.AddException(exception);
            throw;
        }
    }
}
