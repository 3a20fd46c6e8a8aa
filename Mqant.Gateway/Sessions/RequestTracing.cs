using System.Diagnostics;

namespace Mqant.Gateway.Sessions;

/// <summary>Gives every request its trace id, and decides which traces are recorded.</summary>
internal sealed class RequestTracing(LiveOptions<TelemetryOptions> options)
{
    public void Begin(ClientRequest request)
    {
        if (request.TraceParent is { } parent && ActivityContext.TryParse(parent, traceState: null, isRemote: true, out var context))
        {
            request.Trace = TraceId.From(context.TraceId);
            if (context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded))
            {
                Start(request, context);
            }

            return;
        }

        request.Trace = TraceId.CreateRandom();
        if (MqantTelemetry.Source.HasListeners() && Random.Shared.NextDouble() < options.Value.SampleRatio)
        {
            Start(request, new ActivityContext(request.Trace.ToActivityTraceId(), default, ActivityTraceFlags.Recorded));
        }
    }

    public void End(ClientRequest request, in RequestOutcome outcome)
    {
        if (request.Activity is not { } activity)
        {
            return;
        }

        if (!outcome.Error.IsEmpty)
        {
            activity.SetStatus(ActivityStatusCode.Error);
        }

        activity.Dispose();
    }

    private static void Start(ClientRequest request, ActivityContext parent)
    {
        // A request is not the current activity of the read loop: others are handled while it is under way.
        var current = Activity.Current;
        request.Activity = MqantTelemetry.Source.StartActivity("request", ActivityKind.Server, parent);
        request.Activity?.SetTag("messaging.destination.name", System.Text.Encoding.UTF8.GetString(request.Topic.Span));
        Activity.Current = current;
    }
}
