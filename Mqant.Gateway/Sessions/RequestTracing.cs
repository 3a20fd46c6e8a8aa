using System.Diagnostics;
using System.Text;
using Mqant.Gateway.Hooks;

namespace Mqant.Gateway.Sessions;

/// <summary>Gives every request its trace id, decides which traces are recorded, and records the gateway's part of them.</summary>
internal sealed class RequestTracing(LiveOptions<TelemetryOptions> options, GatewayHooks hooks, TimeProvider time)
{
    private const string Process = "process";
    private const string NoHandler = "(unknown)";

    private readonly TraceLimit _limit = new(time);
    private readonly TraceLimit _lateLimit = new(time);
    private volatile SamplingRates _rates = new(options.Value);

    /// <summary>Gives a request its trace id: the client's, or a new one.</summary>
    public static void Begin(ClientRequest request) =>
        request.Trace = TryReadParent(request, out var parent) ? TraceId.From(parent.TraceId) : TraceId.CreateRandom();

    /// <summary>Decides whether a request is recorded, now that it is known what it is for.</summary>
    public void Decide(ClientSession session, ClientRequest request)
    {
        if (MqantTelemetry.Source.HasListeners() && IsChosen(session, request))
        {
            Start(session, request);
        }
    }

    /// <summary>The request is sent to its grain. Returns the id of the span that the handler's is part of; null when its trace is not recorded.</summary>
    public static string? Sent(ClientRequest request)
    {
        if (request.Spans is not { Request.Recorded: true } spans)
        {
            return null;
        }

        // Sent before, and never started: it is sent again.
        EndCall(spans, CallOutcome.Unavailable, exception: null);
        var current = Activity.Current;
        var handler = request.Target.Handler;
        var (module, name) = (handler.Module.Traits.Name, handler.Name);
        if (MqantTelemetry.Source.StartActivity($"{module}/{name}", ActivityKind.Client, spans.Request.Context) is { } call)
        {
            call.SetTag(SpanAttributes.RpcSystem, SpanAttributes.Orleans);
            call.SetTag(SpanAttributes.RpcService, module);
            call.SetTag(SpanAttributes.RpcMethod, name);
            call.SetTag(SpanAttributes.Key, request.Target.Grain.Key.ToString());
            spans.Call = call;
        }

        Activity.Current = current;
        return (spans.Call ?? spans.Request).SpanId.ToHexString();
    }

    /// <summary>The request has ended: what is recorded of it is complete, and what was not is recorded where it failed or took long.</summary>
    /// <param name="session">Whose it is.</param>
    /// <param name="request">The request.</param>
    /// <param name="outcome">What the client gets.</param>
    /// <param name="now">The time provider's timestamp; 0 where the request never was in flight.</param>
    /// <param name="failure">What the gateway caught, if anything.</param>
    public void End(ClientSession session, ClientRequest request, in RequestOutcome outcome, long now, Exception? failure)
    {
        if (request.Spans is { } spans)
        {
            EndCall(spans, outcome.Outcome, failure);
            End(spans.Request, outcome, failure);
        }
        else if (MqantTelemetry.Source.HasListeners())
        {
            var duration = now == 0 ? TimeSpan.Zero : time.GetElapsedTime(request.Arrived, now);
            if (LateSpans.WhyRecorded(options.Value, _lateLimit, outcome.Outcome, duration) is { } why)
            {
                RecordLate(why, session, request, outcome, duration, failure);
            }
        }
    }

    private static bool TryReadParent(ClientRequest request, out ActivityContext parent)
    {
        parent = default;
        return request.TraceParent is { } text && ActivityContext.TryParse(text, traceState: null, isRemote: true, out parent);
    }

    private bool IsChosen(ClientSession session, ClientRequest request)
    {
        if (hooks.HasSamplers && hooks.Sample(request.Describe(session)) is not SamplingDecision.Pass and var decision)
        {
            return decision == SamplingDecision.Record;
        }

        var rates = GetRates();
        return rates.Options.ClientSampling && TryReadParent(request, out var parent)
            ? parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
            : Random.Shared.NextDouble() < rates.Get(request.Target.Handler) && _limit.TryTake(rates.Options.MaxTracesPerSecond);
    }

    private SamplingRates GetRates()
    {
        var rates = _rates;
        return ReferenceEquals(rates.Options, options.Value) ? rates : _rates = new SamplingRates(options.Value);
    }

    // A request is not the current activity of the read loop: others are handled while it is under way.
    private static void Start(ClientSession session, ClientRequest request)
    {
        var current = Activity.Current;
        Activity.Current = null;
        if (MqantTelemetry.Source.StartActivity(NameOf(request), ActivityKind.Consumer, ParentOf(request)) is { } activity)
        {
            Describe(activity, session, request);
            request.Spans = new RequestSpans(activity);
        }

        Activity.Current = current;
    }

    private void RecordLate(string why, ClientSession session, ClientRequest request, in RequestOutcome outcome, TimeSpan duration, Exception? failure)
    {
        var id = LateSpans.IdOfRequest(request.Trace, session.Number, request.Number);
        if (LateSpans.Create(NameOf(request), ActivityKind.Consumer, ParentOf(request), id, duration, time.GetUtcNow()) is { } activity)
        {
            Describe(activity, session, request);
            activity.SetTag(SpanAttributes.Sampled, why);
            End(activity, outcome, failure);
        }
    }

    private static string NameOf(ClientRequest request) => $"{Process} {TemplateOf(request)}";

    private static string TemplateOf(ClientRequest request) => request.Target.Handler is { } handler ? $"{handler.Module.Traits.Name}/{handler.Name}" : NoHandler;

    // Recorded in any case: whether it is was decided here.
    private static ActivityContext ParentOf(ClientRequest request) => TryReadParent(request, out var parent)
        ? new ActivityContext(parent.TraceId, parent.SpanId, ActivityTraceFlags.Recorded, isRemote: true)
        : new ActivityContext(request.Trace.ToActivityTraceId(), default, ActivityTraceFlags.Recorded);

    // The topic of a request ends in what the client numbers its requests with, so that the name says only what it is for.
    private static void Describe(Activity activity, ClientSession session, ClientRequest request)
    {
        activity.SetTag(SpanAttributes.MessagingSystem, SpanAttributes.Mqtt);
        activity.SetTag(SpanAttributes.MessagingOperationName, Process);
        activity.SetTag(SpanAttributes.MessagingOperationType, Process);
        activity.SetTag(SpanAttributes.MessagingDestination, Encoding.UTF8.GetString(request.Topic.Span));
        activity.SetTag(SpanAttributes.MessagingDestinationTemplate, TemplateOf(request));
        activity.SetTag(SpanAttributes.MessagingBodySize, request.Payload.Length);
        activity.SetTag(SpanAttributes.Session, session.Id);
        activity.SetTag(SpanAttributes.User, session.UserId);
        activity.SetTag(SpanAttributes.Transport, session.Connection.Transport);
        if (request.Target.Handler is { } handler)
        {
            activity.SetTag(SpanAttributes.Module, handler.Module.Traits.Name);
            activity.SetTag(SpanAttributes.HandlerName, handler.Name);
            activity.SetTag(SpanAttributes.Key, request.Target.Key);
        }
    }

    private static void EndCall(RequestSpans spans, CallOutcome outcome, Exception? exception)
    {
        if (spans.Call is { } call)
        {
            call.SetOutcome(outcome, exception);
            LateSpans.End(call);
            spans.Call = null;
        }
    }

    private static void End(Activity activity, in RequestOutcome outcome, Exception? failure)
    {
        activity.SetTag(SpanAttributes.ReplySize, ReplyEnvelope.GetLength(outcome));
        activity.SetOutcome(outcome.Outcome, failure);
        LateSpans.End(activity);
    }
}
