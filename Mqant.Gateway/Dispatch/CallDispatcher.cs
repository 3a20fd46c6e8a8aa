using System.IO.Pipelines;
using Microsoft.Extensions.Options;
using Mqant.Gateway.Lanes;
using Mqant.Gateway.Sessions;
using Orleans.Runtime;

namespace Mqant.Gateway.Dispatch;

/// <summary>Sends requests to grains and brings the answers back in order.</summary>
internal sealed partial class CallDispatcher
{
    // More than there are grains that many sessions ask at a time.
    private const int Gatherers = 256;

    private static readonly TimeSpan LanePatience = TimeSpan.FromSeconds(1);
    private static readonly HandlerReply TooLate = new() { Error = ModuleJson.Quote(GameErrors.DeadlineExceeded), Outcome = CallOutcome.Timeout };

    private readonly CallGatherer[] _gatherers = new CallGatherer[Gatherers];
    private readonly IGrainFactory _grains;
    private readonly ReceivingLanes _lanes;
    private readonly ILogger _logger;

    // With less time left a call needs a clock of its own.
    private readonly TimeSpan _shortTime;

    public CallDispatcher(
        IGrainFactory grains, ReceivingLanes lanes, PipeScheduler threads, IOptions<GatewayOptions> options, TimeProvider time, LineLimiter lines, ILogger<CallDispatcher> logger)
    {
        _grains = grains;
        _lanes = lanes;
        _logger = lines.Limit(logger);
        Options = options.Value;
        Time = time;
        _shortTime = Options.CallTimeout * 0.9;
        for (var i = 0; i < Gatherers; i++)
        {
            _gatherers[i] = new CallGatherer(threads, CallTogetherAsync, CallAlone);
        }
    }

    public GatewayOptions Options { get; }

    public TimeProvider Time { get; }

    public IModuleExtension GetTarget(GrainId grain) => _grains.GetModule(grain);

    /// <summary>
    /// Works on a queue until it is empty. The way of a call that succeeds at the first try is written without async methods: it is the way of nearly every
    /// request, and each method that waits would cost it an allocation.
    /// </summary>
    public void Run(GrainQueue queue)
    {
        var session = queue.Session;
        while (session.TryTake(queue, out var call, out var expired))
        {
            if (expired is not null)
            {
                Expire(session, expired);
            }

            if (call is not null && !TryCall(queue, call))
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
        // It stands in no line; it may have waited for a place.
        Measure(call, call.Requests[0].Started);
        await CallAsync(session, GetTarget(call.Requests[0].Target.Grain), call);
        session.RemoveUnordered(call);
        session.Flush();
    }

    // False when the reply is not there yet: then whoever brings it goes on.
    private bool TryCall(GrainQueue queue, CallInFlight call)
    {
        var now = Time.GetTimestamp();
        Measure(call, now);
        var left = Left(call, now);
        return !(MayGoTogether(call, left) && _gatherers[queue.Grain.GetUniformHashCode() % Gatherers].TryAdd(queue)) && TryCall(queue, call, left);
    }

    private void Measure(CallInFlight call, long now)
    {
        var queueTimes = call.Requests[0].Target.Handler.Module.QueueTimes;
        if (queueTimes.TrySkip(call.Requests.Length, now))
        {
            return;
        }

        foreach (var request in call.Requests)
        {
            queueTimes.Record(Time.GetElapsedTime(request.Arrived, now), now);
        }
    }

    private bool TryCall(GrainQueue queue, CallInFlight call, TimeSpan left)
    {
        try
        {
            queue.Reply = InvokeAsync(queue.Target, call, Pack(queue.Session, call), left).GetAwaiter();
        }
        catch (Exception exception)
        {
            _ = RecoverAsync(queue, call, exception);
            return false;
        }

        if (queue.Reply.IsCompleted)
        {
            return TryEnd(queue, call);
        }

        queue.Reply.UnsafeOnCompleted(queue.GoOn ??= CreateGoOn(queue));
        return false;
    }

    // Apart, so that only this allocates what it captures.
    private Action CreateGoOn(GrainQueue queue) => () =>
    {
        // Replies that came together leave together.
        using var held = Departures.Hold();
        if (TryEnd(queue, queue.Current!))
        {
            GoOn(queue);
        }
    };

    private void CallAlone(GrainQueue queue)
    {
        if (TryCall(queue, queue.Current!, Left(queue.Current!)))
        {
            GoOn(queue);
        }
    }

    // Returns how many calls the grain got to; all when that is not known.
    private async Task<int> CallTogetherAsync(GrainQueue[] queues)
    {
        ReplyBatch[] replies;
        try
        {
            var batches = Array.ConvertAll(queues, static queue => Pack(queue.Session, queue.Current!));
            replies = (await queues[0].Target.InvokeGatheredAsync(new GatheredCalls { Batches = batches })).Batches;
        }
        catch (Exception exception)
        {
            foreach (var queue in queues)
            {
                _ = RecoverAsync(queue, queue.Current!, exception);
            }

            return queues.Length;
        }

        using var held = Departures.Hold();
        for (var i = 0; i < queues.Length; i++)
        {
            if (TryEnd(queues[i], queues[i].Current!, i < replies.Length ? replies[i] : ReplyBatch.NotStarted))
            {
                GoOn(queues[i]);
            }
        }

        return replies.Length;
    }

    private bool TryEnd(GrainQueue queue, CallInFlight call)
    {
        ReplyBatch reply;
        try
        {
            reply = queue.Reply.GetResult();
            queue.Reply = default;
        }
        catch (Exception exception)
        {
            _ = RecoverAsync(queue, call, exception);
            return false;
        }

        return TryEnd(queue, call, reply);
    }

    // False when there is more to wait for than the reply: then an async method goes on.
    private bool TryEnd(GrainQueue queue, CallInFlight call, ReplyBatch reply)
    {
        try
        {
            if (reply.LanePosition > 0 && _lanes.WhenReadAsync(reply.Lane, reply.LanePosition) is { IsCompleted: false })
            {
                _ = EndLaterAsync(queue, call, reply);
                return false;
            }

            Finish(queue.Session, call, reply);
        }
        catch (Exception exception)
        {
            _ = RecoverAsync(queue, call, exception);
            return false;
        }

        PutBackRest(queue, call);
        return true;
    }

    private async Task EndLaterAsync(GrainQueue queue, CallInFlight call, ReplyBatch reply)
    {
        await WaitForLaneAsync(reply);
        Finish(queue.Session, call, reply);
        PutBackRest(queue, call);
        GoOn(queue);
    }

    private void GoOn(GrainQueue queue)
    {
        queue.Session.Flush();
        Run(queue);
    }

    private static void PutBackRest(GrainQueue queue, CallInFlight call)
    {
        if (call.Done < call.Requests.Length)
        {
            queue.Session.PutBack(queue, call.Requests.AsSpan(call.Done));
        }
    }

    // Answers the requests that were handled; the rest was not started.
    private void Finish(ClientSession session, CallInFlight call, ReplyBatch reply)
    {
        var now = Time.GetTimestamp();
        var tally = default(CallTally);

        // Replies that went ahead through the lane have ended their requests, unless they did not come.
        for (var i = 0; i < reply.Early; i++)
        {
            session.Finish(call.Requests[i], TooLate, now, ref tally);
        }

        for (var i = 0; i < reply.Replies.Length; i++)
        {
            session.Finish(call.Requests[reply.Early + i], reply.Replies[i], now, ref tally);
        }

        tally.Flush();
        call.Done = reply.Early + reply.Replies.Length;
    }

    private void Expire(ClientSession session, List<ClientRequest> requests)
    {
        var now = Time.GetTimestamp();
        var tally = default(CallTally);
        foreach (var request in requests)
        {
            session.Finish(request, TooLate, now, ref tally);
        }

        tally.Flush();
    }

    // The lane of a silo that is stopping may stand still: the replies are worth more than their place behind the pushes.
    private async ValueTask WaitForLaneAsync(ReplyBatch reply) =>
        await _lanes.WhenReadAsync(reply.Lane, reply.LanePosition).WaitAsync(LanePatience, Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
