namespace Mqant.Gateway.Sessions;

/// <content>Requests on their way from the client to their queues and from the ends of their calls back to the client.</content>
public sealed partial class ClientSession
{
    /// <summary>
    /// Gives a request to the core, which calls <see cref="IClientConnection.Complete"/> once for it, now or later. At the limit of requests in flight it
    /// waits here, in order. Calls start with <see cref="Flush"/>. Only the connection's read loop calls this, one call at a time.
    /// </summary>
    public void Submit(ClientRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        RequestTracing.Begin(request);
        var error = Host.Route(this, request, out var target);
        request.Target = target;
        Host.Tracing.Decide(this, request);
        if (error is null)
        {
            lock (_calls)
            {
                if (_ended)
                {
                    _transport.RequestsDropped.Add(1);
                    return;
                }

                if (_calls.MayUse(target))
                {
                    _calls.Add(request);
                    return;
                }
            }

            error = GameErrors.TooManyKeys;
        }

        (target.Handler?.Statistics ?? Host.Metrics.UnknownHandler).Add(CallOutcome.Refused);
        Answer(request, RequestOutcome.Refused(error), now: 0);
    }

    /// <summary>
    /// Starts the calls of the requests given to <see cref="Submit"/>. The read loop calls it when it has handled all it had read: requests that arrived
    /// together travel together.
    /// </summary>
    public void Flush()
    {
        while (true)
        {
            GrainQueue? queue;
            CallInFlight? unordered;
            lock (_calls)
            {
                if (!_calls.TryStart(out queue, out unordered))
                {
                    return;
                }
            }

            if (queue is not null)
            {
                Host.Run(queue);
            }
            else
            {
                Host.Run(this, unordered!);
            }
        }
    }

    /// <summary>Completes when <see cref="IsFull"/> has become false or the session has ended.</summary>
    public ValueTask WhenReadyAsync()
    {
        lock (_calls)
        {
            if (_ended || !IsFull)
            {
                return default;
            }

            _ready ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_ready.Task);
        }
    }

    internal bool TryTake(GrainQueue queue, out CallInFlight? call, out List<ClientRequest>? expired)
    {
        lock (_calls)
        {
            return _calls.TryTake(queue, out call, out expired);
        }
    }

    internal void PutBack(GrainQueue queue, ReadOnlySpan<ClientRequest> requests)
    {
        lock (_calls)
        {
            _calls.PutBack(queue, requests);
        }
    }

    internal void RemoveUnordered(CallInFlight call)
    {
        lock (_calls)
        {
            _calls.RemoveUnordered(call);
        }
    }

    /// <summary>
    /// Ends a request in flight: applies what its handler changed, then answers. Then the next request takes its place. Nothing happens when it has ended: a reply that
    /// went ahead and the end of its call may come at the same time.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="reply">What becomes of it.</param>
    /// <param name="now">The time provider's timestamp: requests that end together share it.</param>
    /// <param name="tally">Counts it; whoever has it flushes it.</param>
    /// <param name="failure">What the gateway caught, if anything.</param>
    internal void Finish(ClientRequest request, in HandlerReply reply, long now, ref CallTally tally, Exception? failure = null)
    {
        var mayApply = reply.Changes?.Bind?.Login is null || MayLogIn(reply.Changes.Bind.UserId);
        var wasUser = reply.Changes?.Bind is not null && !Snapshot.IsGuest;
        if (!TryDecide(request, mayApply ? reply.Changes : null, out _))
        {
            return;
        }

        var outcome = mayApply ? RequestOutcome.Of(reply) : RequestOutcome.Refused(GameErrors.TooManyKeys);
        Count(request, outcome.Outcome, now, ref tally);
        Answer(request, outcome, now, failure);
        lock (_calls)
        {
            _calls.Release(request);
            if (_idle is not null && _calls.InFlight == 0)
            {
                _idle.TrySetResult();
                _idle = null;
            }

            if (_ready is not null && !IsFull)
            {
                _ready.TrySetResult();
                _ready = null;
            }
        }

        CloseGuest(wasUser);
    }

    /// <summary>Ends requests whose replies went ahead of the end of their call.</summary>
    /// <param name="batch">Number of the first request that was sent with them.</param>
    /// <param name="first">Place of the first of them among those.</param>
    /// <param name="replies">The replies.</param>
    internal void FinishEarly(uint batch, int first, HandlerReply[] replies)
    {
        var requests = FindBatch(batch);
        var now = Host.Time.GetTimestamp();
        var tally = default(CallTally);
        for (var i = 0; i < replies.Length && first + i < requests.Length; i++)
        {
            Finish(requests[first + i], replies[i], now, ref tally);
        }

        tally.Flush();

        // They made room for waiting requests, which must not wait for the handler that takes so long.
        Flush();
    }

    /// <inheritdoc cref="SessionCalls.CountEnded"/>
    internal int CountEnded(CallInFlight call)
    {
        lock (_calls)
        {
            return SessionCalls.CountEnded(call);
        }
    }

    private void Count(ClientRequest request, CallOutcome outcome, long now, ref CallTally tally)
    {
        var statistics = request.Target.Handler.Statistics;
        var duration = Host.Time.GetElapsedTime(request.Arrived, now);
        tally.Add(statistics, outcome, duration, now);
        if (statistics.Slowest.IsSlow(duration, now))
        {
            statistics.Slowest.Add(new SlowCall(request.Trace, duration, Host.Time.GetUtcNow(), Id, UserId, outcome), now);
        }
    }

    private void Answer(ClientRequest request, in RequestOutcome outcome, long now, Exception? failure = null)
    {
        Host.Tracing.End(this, request, outcome, now, failure);
        if (_requests is not null || outcome.Outcome != CallOutcome.Ok)
        {
            GetRequestLog().Add(request, outcome, Host.Time);
        }

        try
        {
            Connection.Complete(request, Host.Hooks.HasAny ? SeenByHooks(request, outcome, now, failure) : outcome);
        }
        catch (Exception exception)
        {
            GiveUp(exception);
        }
    }

    private ClientRequest[] FindBatch(uint first)
    {
        lock (_calls)
        {
            return _calls.FindBatch(first);
        }
    }
}
