using Microsoft.Extensions.Options;
using Mqant.Gateway.Push;
using Mqant.Gateway.Sessions;
using Orleans.Runtime;

namespace Mqant.Gateway.Dispatch;

/// <summary>Sends requests to grains and brings the answers back in order.</summary>
internal sealed partial class CallDispatcher(
    IGrainFactory grains,
    LaneReceiver lanes,
    IOptions<GatewayOptions> options,
    TimeProvider time,
    ILogger<CallDispatcher> logger)
{
    private static readonly TimeSpan LanePatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMilliseconds(500);

    public GatewayOptions Options { get; } = options.Value;

    public TimeProvider Time { get; } = time;

    public static RequestOutcome Failed(string error) => new(ModuleJson.Quote(error), default);

    public IModuleExtension GetTarget(GrainId grain) => grains.GetModule(grain);

    public bool IsExpired(ClientRequest request) => Time.GetElapsedTime(request.Started) >= Options.CallTimeout;

    /// <summary>
    /// Works on a queue until it is empty. The way of a call that succeeds at the first try is written without async methods: it is the way of nearly every
    /// request, and each method that waits would cost it an allocation.
    /// </summary>
    public void Run(ClientSession session, GrainQueue queue)
    {
        while (session.TryTake(queue, out var call, out var expired))
        {
            if (expired is not null)
            {
                Expire(session, expired);
            }

            if (call is not null && !TryCall(session, queue, call))
            {
                return;
            }

            // Answers made room for waiting requests, which may be for other grains.
            session.Flush();
        }
    }

    /// <summary>Makes one call that needs no order.</summary>
    public async Task RunUnorderedAsync(ClientSession session, CallInFlight call)
    {
        await CallAsync(session, GetTarget(call.Requests[0].Target.Grain), call);
        session.RemoveUnordered(call);
        session.Flush();
    }

    /// <summary>Completes the requests of a call whose replies went ahead.</summary>
    public static void CompleteEarly(ClientSession session, CallInFlight call, HandlerReply[] replies)
    {
        foreach (var reply in replies)
        {
            session.Finish(call.Requests[call.Done++], reply);
        }
    }

    // False when the reply is not there yet: then Resume goes on.
    private bool TryCall(ClientSession session, GrainQueue queue, CallInFlight call)
    {
        try
        {
            queue.Reply = InvokeAsync(queue.Target, call, Pack(session, call), Left(call)).GetAwaiter();
        }
        catch (Exception exception)
        {
            _ = RecoverAsync(session, queue, call, exception);
            return false;
        }

        if (queue.Reply.IsCompleted)
        {
            return TryEnd(session, queue, call);
        }

        queue.Reply.UnsafeOnCompleted(queue.GoOn ??= CreateGoOn(session, queue));
        return false;
    }

    // Apart, so that only this allocates what it captures.
    private Action CreateGoOn(ClientSession session, GrainQueue queue) => () => Resume(session, queue);

    private void Resume(ClientSession session, GrainQueue queue)
    {
        if (TryEnd(session, queue, queue.Current!))
        {
            session.Flush();
            Run(session, queue);
        }
    }

    // False when there is more to wait for than the reply: then an async method goes on.
    private bool TryEnd(ClientSession session, GrainQueue queue, CallInFlight call)
    {
        try
        {
            var reply = queue.Reply.GetResult();
            queue.Reply = default;
            if (reply.LanePosition > 0 && lanes.WhenReadAsync(reply.Lane, reply.LanePosition) is { IsCompleted: false })
            {
                _ = EndLaterAsync(session, queue, call, reply);
                return false;
            }

            Finish(session, call, reply);
        }
        catch (Exception exception)
        {
            _ = RecoverAsync(session, queue, call, exception);
            return false;
        }

        PutBackRest(session, queue, call);
        return true;
    }

    private async Task EndLaterAsync(ClientSession session, GrainQueue queue, CallInFlight call, ReplyBatch reply)
    {
        await WaitForLaneAsync(reply);
        Finish(session, call, reply);
        GoOn(session, queue, call);
    }

    private async Task RecoverAsync(ClientSession session, GrainQueue queue, CallInFlight call, Exception exception)
    {
        if (Left(call) > FirstRetry && MayRetry(exception, call))
        {
            Log.Retried(logger, call.Requests[0].Target.Grain, exception.Message);
            await Task.Delay(FirstRetry, Time);
            await CallAsync(session, queue.Target, call);
        }
        else
        {
            Fail(session, call, exception);
        }

        GoOn(session, queue, call);
    }

    private void GoOn(ClientSession session, GrainQueue queue, CallInFlight call)
    {
        PutBackRest(session, queue, call);
        session.Flush();
        Run(session, queue);
    }

    private static void PutBackRest(ClientSession session, GrainQueue queue, CallInFlight call)
    {
        if (call.Done < call.Requests.Length)
        {
            session.PutBack(queue, call.Requests.AsSpan(call.Done));
        }
    }

    // Answers the requests that were handled; the rest was not started.
    private static void Finish(ClientSession session, CallInFlight call, ReplyBatch reply)
    {
        // Replies that went ahead through the lane and did not come.
        while (call.Done < reply.Early)
        {
            session.Finish(call.Requests[call.Done++], new HandlerReply { Error = ModuleJson.Quote(GameErrors.DeadlineExceeded) });
        }

        foreach (var handlerReply in reply.Replies)
        {
            session.Finish(call.Requests[call.Done++], handlerReply);
        }
    }

    private static void Expire(ClientSession session, List<ClientRequest> requests)
    {
        foreach (var request in requests)
        {
            session.Finish(request, new HandlerReply { Error = ModuleJson.Quote(GameErrors.DeadlineExceeded) });
        }
    }

    private void Fail(ClientSession session, CallInFlight call, Exception exception)
    {
        while (call.Done < call.Requests.Length)
        {
            var request = call.Requests[call.Done++];
            session.Finish(request, new HandlerReply { Error = ModuleJson.Quote(Explain(exception, request)) });
        }
    }

    private async Task CallAsync(ClientSession session, IModuleExtension target, CallInFlight call)
    {
        var batch = Pack(session, call);
        var retry = FirstRetry;
        while (true)
        {
            try
            {
                var reply = await InvokeAsync(target, call, batch, Left(call));
                if (reply.LanePosition > 0)
                {
                    await WaitForLaneAsync(reply);
                }

                Finish(session, call, reply);
                return;
            }
            catch (Exception exception) when (Left(call) > retry && MayRetry(exception, call))
            {
                Log.Retried(logger, call.Requests[0].Target.Grain, exception.Message);
            }
            catch (Exception exception)
            {
                Fail(session, call, exception);
                return;
            }

            await Task.Delay(retry, Time);
            retry = retry * 2 < LongestRetry ? retry * 2 : LongestRetry;
        }
    }

    // The lane of a silo that is stopping may stand still: the replies are worth more than their place behind the pushes.
    private async ValueTask WaitForLaneAsync(ReplyBatch reply) =>
        await lanes.WhenReadAsync(reply.Lane, reply.LanePosition).WaitAsync(LanePatience, Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    // What is left of the youngest request's time.
    private TimeSpan Left(CallInFlight call) => Options.CallTimeout - Time.GetElapsedTime(call.Requests[^1].Started);

    private static CallBatch Pack(ClientSession session, CallInFlight call) =>
        new() { Session = session.Snapshot, Calls = Array.ConvertAll(call.Requests, Describe) };

    // The response time-out of Orleans is the time limit; a request that waited in its queue for part of it needs a clock of its own.
    private ValueTask<ReplyBatch> InvokeAsync(IModuleExtension target, CallInFlight call, CallBatch batch, TimeSpan left) =>
        left <= Options.CallTimeout * 0.9 ? InvokeWithinAsync(target, call.Ordering, batch, left)
        : call.Ordering is CallOrdering.Ordered && !call.IsCancellable ? target.InvokePlainAsync(batch)
        : InvokeAsync(target, call.Ordering, batch, CancellationToken.None);

    private async ValueTask<ReplyBatch> InvokeWithinAsync(IModuleExtension target, CallOrdering ordering, CallBatch batch, TimeSpan limit)
    {
        using var clock = new CancellationTokenSource(limit, Time);
        return await InvokeAsync(target, ordering, batch, clock.Token);
    }

    private static ValueTask<ReplyBatch> InvokeAsync(IModuleExtension target, CallOrdering ordering, CallBatch batch, CancellationToken cancellationToken) =>
        ordering switch
        {
            CallOrdering.ReadOnly => target.InvokeReadOnlyAsync(batch, cancellationToken),
            CallOrdering.Interleaving => target.InvokeInterleavingAsync(batch, cancellationToken),
            _ => target.InvokeAsync(batch, cancellationToken),
        };

    private static HandlerCall Describe(ClientRequest request) => new()
    {
        Handler = request.Target.Handler.Name,
        Payload = request.Payload,
        Number = request.Number,
        Trace = request.Trace,
        ParentSpan = request.Activity is { Recorded: true } activity ? activity.SpanId.ToHexString() : null,
    };

    private static bool MayRetry(Exception exception, CallInFlight call) =>
        CallFailures.ProvesNotStarted(exception)
        || (exception is SiloUnavailableException && Array.TrueForAll(call.Requests, r => r.Target.Handler.Traits.Idempotent));

    private string Explain(Exception exception, ClientRequest request)
    {
        var error = CallFailures.Explain(exception);
        if (error is not null)
        {
            Log.Failed(logger, request.Target.Grain, request.Target.Handler.Name, request.Trace, error, exception.Message);
            return error;
        }

        Log.Broken(logger, request.Target.Grain, request.Target.Handler.Name, request.Trace, exception);
        return GameErrors.Internal(request.Trace.ToString());
    }

    private static partial class Log
    {
        [LoggerMessage(2101, LogLevel.Debug, "A call of grain {Grain} never started and is sent again: {Reason}")]
        public static partial void Retried(ILogger logger, GrainId grain, string reason);

        [LoggerMessage(2102, LogLevel.Debug, "Call of {Grain} {Handler} ended with '{Error}', trace {Trace}: {Reason}")]
        public static partial void Failed(ILogger logger, GrainId grain, string handler, TraceId trace, string error, string reason);

        [LoggerMessage(2103, LogLevel.Error, "Call of {Grain} {Handler} failed, trace {Trace}.")]
        public static partial void Broken(ILogger logger, GrainId grain, string handler, TraceId trace, Exception exception);
    }
}
