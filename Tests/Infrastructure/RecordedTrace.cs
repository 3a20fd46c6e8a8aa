using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text;
using Mqant.Gateway.Sessions;
using Mqant.Tests.Core;

namespace Mqant.Tests.Infrastructure;

/// <summary>
/// The spans of one trace of this process, as an exporter gets them. The trace is a client's: only so is its id known before there is a span. To whatever else runs meanwhile, nobody listens.
/// </summary>
internal sealed class RecordedTrace : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly ActivityListener _listener;
    private readonly ConcurrentQueue<Activity> _spans = new();
    private volatile TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RecordedTrace()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => MqantTelemetry.SourceNames.Contains(source.Name),
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => options.Parent.TraceId == Id && options.Parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
                ? ActivitySamplingResult.AllDataAndRecorded
                : ActivitySamplingResult.None,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == Id)
                {
                    _spans.Enqueue(activity);
                    Interlocked.Exchange(ref _ended, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public ActivityTraceId Id { get; } = ActivityTraceId.CreateRandom();

    /// <summary>The client's own span.</summary>
    public ActivitySpanId Parent { get; } = ActivitySpanId.CreateRandom();

    /// <summary>All spans that have ended, in that order.</summary>
    public Activity[] Spans => [.. _spans];

    public Activity this[string name, ActivityKind kind] => Spans.Single(span => span.DisplayName == name && span.Kind == kind);

    /// <summary>A span that may end after its request.</summary>
    public async Task<Activity> WaitForAsync(string name, ActivityKind kind)
    {
        while (true)
        {
            var ended = _ended.Task;
            if (Spans.SingleOrDefault(span => span.DisplayName == name && span.Kind == kind) is { } span)
            {
                return span;
            }

            await ended.WaitAsync(Deadline);
        }
    }

    /// <summary>Calls a handler in this trace, and returns its reply; what was pushed before it is taken.</summary>
    public async Task<TestClient.Received> CallAsync(TestClient client, string topic, object? payload = null, bool sampled = false)
    {
        client.Session.Submit(new ClientRequest
        {
            Topic = Encoding.UTF8.GetBytes(topic),
            Payload = JsonSerializer.SerializeToUtf8Bytes(payload ?? new { }),
            TraceParent = $"00-{Id}-{Parent}-0{(sampled ? 1 : 0)}",
        });
        client.Session.Flush();
        while (true)
        {
            if (await client.NextAsync() is { IsReply: true } reply)
            {
                return reply;
            }
        }
    }

    public void Dispose() => _listener.Dispose();
}
