using System.Runtime.CompilerServices;
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

    public IModuleExtension GetTarget(GrainId grain) => grains.GetGrain<IModuleExtension>(grain);

    public bool IsExpired(ClientRequest request) => Time.GetElapsedTime(request.Started) >= Options.CallTimeout;

    /// <summary>Works on a queue until it is empty.</summary>
    public async Task RunAsync(ClientSession session, GrainQueue queue)
    {
        while (session.TryTake(queue, out var call, out var expired))
        {
            expired?.ForEach(request => session.Finish(request, new HandlerReply { Error = ModuleJson.Quote(GameErrors.DeadlineExceeded) }));
            if (call is not null)
            {
                var done = await CallAsync(session, queue.Target, call);
                if (done < call.Requests.Length)
                {
                    session.PutBack(queue, call.Requests.AsSpan(done));
                }
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

    // Returns how many requests were answered; the rest was not started.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> CallAsync(ClientSession session, IModuleExtension target, CallInFlight call)
    {
        try
        {
            var reply = await SendAsync(session, target, call);
            if (reply.LanePosition > 0)
            {
                await WaitForLaneAsync(session, call, reply);
            }

            foreach (var handlerReply in reply.Replies)
            {
                session.Finish(call.Requests[call.Done++], handlerReply);
            }
        }
        catch (Exception exception)
        {
            while (call.Done < call.Requests.Length)
            {
                var request = call.Requests[call.Done++];
                session.Finish(request, new HandlerReply { Error = ModuleJson.Quote(Explain(exception, request)) });
            }
        }

        return call.Done;
    }

    // Also brings in the replies that went ahead. The lane of a silo that is stopping may stand still: the replies are worth more than their place
    // behind the pushes.
    private async Task WaitForLaneAsync(ClientSession session, CallInFlight call, ReplyBatch reply)
    {
        await lanes.WhenReadAsync(reply.Lane, reply.LanePosition).WaitAsync(LanePatience, Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (call.Done < reply.Early)
        {
            session.Finish(call.Requests[call.Done++], new HandlerReply { Error = ModuleJson.Quote(GameErrors.DeadlineExceeded) });
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReplyBatch> SendAsync(ClientSession session, IModuleExtension target, CallInFlight call)
    {
        var batch = new CallBatch { Session = session.Snapshot, Calls = Array.ConvertAll(call.Requests, Describe) };
        var youngest = call.Requests[^1].Started;
        var retry = FirstRetry;
        while (true)
        {
            var left = Options.CallTimeout - Time.GetElapsedTime(youngest);
            try
            {
                return await InvokeAsync(target, call.Ordering, batch, left);
            }
            catch (Exception exception) when (left > retry && MayRetry(exception, call))
            {
                Log.Retried(logger, call.Requests[0].Target.Grain, exception.Message);
            }

            await Task.Delay(retry, Time);
            retry = retry * 2 < LongestRetry ? retry * 2 : LongestRetry;
        }
    }

    // The response time-out of Orleans is the time limit; a request that waited in its queue for part of it needs a clock of its own.
    private ValueTask<ReplyBatch> InvokeAsync(IModuleExtension target, CallOrdering ordering, CallBatch batch, TimeSpan left)
    {
        return left > Options.CallTimeout * 0.9
            ? InvokeAsync(target, ordering, batch, CancellationToken.None)
            : InvokeWithinAsync(left);

        async ValueTask<ReplyBatch> InvokeWithinAsync(TimeSpan limit)
        {
            using var clock = new CancellationTokenSource(limit, Time);
            return await InvokeAsync(target, ordering, batch, clock.Token);
        }
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
