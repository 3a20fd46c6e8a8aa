using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Mqant;

/// <summary>Runs the calls of a batch on one grain activation, in its turn.</summary>
internal sealed partial class ModuleExtension : IModuleExtension
{
    /// <summary>
    /// After this long no further call of a batch is started, and replies that are ready go ahead: a slow handler must not hold back the answers
    /// of the calls before it, nor eat into the time limit of those behind it.
    /// </summary>
    internal static readonly TimeSpan BatchBudget = TimeSpan.FromMilliseconds(20);

    /// <summary>As <see cref="BatchBudget"/>, for the batches of several sessions: sessions must not wait for each other for long.</summary>
    internal static readonly TimeSpan GatheredBudget = TimeSpan.FromMilliseconds(2);

    /// <summary>No further batch is started after this many bytes of replies: all go in one message.</summary>
    internal const int GatheredReplySize = 1024 * 1024;

    private readonly IGrainContext _context;
    private readonly ModuleExtensionServices _services;
    private readonly SentPositions _sent = new();
    private readonly ModuleDescriptor? _module;
    private readonly HandlerStatistics[] _statistics;
    private readonly RunningCall _running;
    private RecentCalls? _recent;
    private Func<CallBatch, CancellationToken, ValueTask<ReplyBatch>>? _run;

    public ModuleExtension(IGrainContextAccessor accessor, ModuleExtensionServices services)
    {
        _context = accessor.GrainContext;
        _services = services;
        _module = ModuleDescriptor.For(_context.GrainInstance!.GetType());

        _statistics = _module is null ? [] : services.GetStatistics(_module);

        // Activations of a stateless worker share no memory, and the same call may reach any of them.
        _recent = _module is null or { Traits.Key: KeyPolicy.Any } ? null : services.RecentCalls.Begin();
        _context.SetComponent(_sent);
        _running = NewRunningCall();
        _context.SetComponent(_running);
    }

    public ValueTask<ReplyBatch> InvokeAsync(CallBatch batch, CancellationToken cancellationToken) => RunAsync(batch, cancellationToken);

    public ValueTask<ReplyBatch> InvokePlainAsync(CallBatch batch) => RunAsync(batch, CancellationToken.None);

    public async ValueTask<GatheredReplies> InvokeGatheredAsync(GatheredCalls calls)
    {
        var replies = new ReplyBatch[calls.Batches.Length];
        var started = _services.Time.GetTimestamp();
        Task? budget = null;
        int done = 0, early = 0, size = 0;
        while (done < replies.Length)
        {
            var reply = RunAsync(calls.Batches[done], CancellationToken.None);
            if (!reply.IsCompleted && done > early)
            {
                var pending = reply.AsTask();
                budget ??= Task.Delay(GatheredBudget, _services.Time, CancellationToken.None);
                if (await Task.WhenAny(pending, budget) != pending)
                {
                    for (; early < done; early++)
                    {
                        replies[early] = SendAhead(calls.Batches[early], replies[early]);
                    }
                }

                replies[done] = await pending;
            }
            else
            {
                replies[done] = await reply;
            }

            size += replies[done++].Size;
            if (size > GatheredReplySize || _services.Time.GetElapsedTime(started) > GatheredBudget)
            {
                break;
            }
        }

        return new GatheredReplies { Batches = done == replies.Length ? replies : replies[..done] };
    }

    public ValueTask<ReplyBatch> InvokeReadOnlyAsync(CallBatch batch, CancellationToken cancellationToken) => RunInterleavedAsync(batch, cancellationToken);

    public ValueTask<ReplyBatch> InvokeInterleavingAsync(CallBatch batch, CancellationToken cancellationToken) => RunInterleavedAsync(batch, cancellationToken);

    private RunningCall NewRunningCall() => new(_context, _module?.Traits.Name ?? "");

    // Set in a method of its own, the flow of the caller stays as it was.
    private async ValueTask<ReplyBatch> RunInterleavedAsync(CallBatch batch, CancellationToken cancellationToken)
    {
        CallScope.Enter(NewRunningCall());
        return await RunOnceAsync(batch, cancellationToken);
    }

    private ValueTask<ReplyBatch> RunAsync(CallBatch batch, CancellationToken cancellationToken) =>
        _module is { IsReentrant: true } ? RunInterleavedAsync(batch, cancellationToken) : RunOnceAsync(batch, cancellationToken);

    private ValueTask<ReplyBatch> RunOnceAsync(CallBatch batch, CancellationToken cancellationToken)
    {
        if (_recent is { IsOver: true })
        {
            _recent = null;
        }

        return _recent is null
            ? RunNowAsync(batch, cancellationToken)
            : new(_recent.RunOnce(batch, _run ??= RunNowAsync, cancellationToken));
    }

    private async ValueTask<ReplyBatch> RunNowAsync(CallBatch batch, CancellationToken cancellationToken)
    {
        var grain = _context.GrainInstance!;
        var module = _module ?? throw new ModuleDefinitionException($"{grain.GetType()} is not a module.");
        var snapshot = batch.Session;
        var replies = new HandlerReply[batch.Calls.Length];
        var started = _services.Time.GetTimestamp();
        var sentBefore = _sent.Get(snapshot.Gateway).Position;
        var tally = default(CallTally);
        var began = started;
        Task? budget = null;
        int done = 0, early = 0;
        var running = module.Interleaves ? CallScope.OfFlow ?? _running : _running;
        try
        {
            while (done < replies.Length)
            {
                var call = batch.Calls[done];
                var session = new Session(snapshot, _services.Sessions, call.Number);
                running.Begin(batch, done, session);
                var handler = module.Handlers.GetValueOrDefault(call.HandlerName);
                var reply = handler is null
                    ? new(Failed(GameErrors.HandlerNotFound(call.HandlerName)))
                    : InvokeAsync(handler, grain, session, call, began, cancellationToken);
                if (!reply.IsCompleted && done > early)
                {
                    var pending = reply.AsTask();
                    budget ??= Task.Delay(BatchBudget, _services.Time, CancellationToken.None);
                    if (await Task.WhenAny(pending, budget) != pending)
                    {
                        SendAhead(batch, early, replies.AsSpan(early, done - early));
                        early = done;
                    }

                    replies[done] = await pending;
                }
                else
                {
                    replies[done] = await reply;
                }

                // The end of a handler is the beginning of the next: the clock is read once for each.
                var ended = _services.Time.GetTimestamp();
                var (outcome, duration) = (replies[done].Outcome, _services.Time.GetElapsedTime(began, ended));
                Count(handler, outcome, duration, ended, ref tally);
                if (outcome is CallOutcome.Ok or CallOutcome.Refused && handler is not null && MqantTelemetry.Source.HasListeners())
                {
                    RecordLate(handler, session, call, outcome, failure: null, duration);
                }

                began = ended;
                done++;
                if (done < replies.Length && replies[done - 1].Changes is { } changes)
                {
                    snapshot = snapshot.Apply(changes);
                }

                if (cancellationToken.IsCancellationRequested || _services.Time.GetElapsedTime(started, ended) > BatchBudget)
                {
                    break;
                }
            }
        }
        finally
        {
            running.End();
        }

        tally.Flush();
        var (lane, position) = _sent.Get(snapshot.Gateway);
        return new ReplyBatch
        {
            Replies = early == 0 && done == replies.Length ? replies : replies[early..done],
            Early = early,
            Lane = lane,
            LanePosition = position > sentBefore ? position : 0,
        };
    }

    private ReplyBatch SendAhead(CallBatch batch, ReplyBatch reply)
    {
        SendAhead(batch, reply.Early, reply.Replies);
        var (lane, position) = _sent.Get(batch.Session.Gateway);
        return new ReplyBatch { Replies = [], Early = reply.Early + reply.Replies.Length, Lane = lane, LanePosition = position };
    }

    private void SendAhead(CallBatch batch, int first, ReadOnlySpan<HandlerReply> replies)
    {
        var lane = _services.Lanes.Get(batch.Session.Gateway);
        var position = lane.Enqueue(new EarlyRepliesItem
        {
            SessionId = batch.Session.SessionId,
            Batch = batch.Calls[0].Number,
            First = first,
            Replies = replies.ToArray(),
        });
        _sent.Set(lane, position);
    }

    private void Count(ModuleHandler? handler, CallOutcome outcome, TimeSpan duration, long now, ref CallTally tally)
    {
        if (handler is null)
        {
            _services.UnknownHandler.Add(outcome);
            return;
        }

        tally.Add(_statistics[handler.Index], outcome, duration, now);
    }

    private async ValueTask<HandlerReply> InvokeAsync(
        ModuleHandler handler, object grain, Session session, HandlerCall call, long began, CancellationToken cancellationToken)
    {
        if (handler.Traits.FindRefusal(session.Snapshot) is { } refusal)
        {
            return Failed(refusal);
        }

        var activity = call.ParentSpan is null ? null : StartSpan(handler, session, call);
        try
        {
            var filters = _services.GetFilters(handler);
            var result = filters.Length == 0
                ? await handler.Invoker.InvokeAsync(grain, session, call.Payload, cancellationToken)
                : await InvokeFilteredAsync(filters, handler, grain, session, call, cancellationToken);
            var changes = session.TakeChanges();
            if (changes is { Settings.Length: > 0 })
            {
                _services.Sessions.CheckSettings(session.Settings);
            }

            var reply = new HandlerReply
            {
                Result = result.Bytes,
                IsRaw = result.IsRaw,
                QualityOfService = handler.ReplyQualityOfService,
                Changes = changes,
            };
            EndSpan(activity, CallOutcome.Ok, failure: null);
            return reply;
        }
        catch (Exception exception)
        {
            var (error, outcome) = Explain(exception, handler, session, call, cancellationToken.IsCancellationRequested);
            EndSpan(activity, outcome, exception);
            if (outcome != CallOutcome.Refused && MqantTelemetry.Source.HasListeners())
            {
                RecordLate(handler, session, call, outcome, exception, _services.Time.GetElapsedTime(began));
            }

            return Failed(error, handler.ReplyQualityOfService, outcome);
        }
    }

    // What the client is told, and how the call counts.
    private (string Error, CallOutcome Outcome) Explain(
        Exception exception, ModuleHandler handler, Session session, in HandlerCall call, bool isLate)
    {
        var module = _module!.Traits.Name;
        var (error, outcome) = Classify(exception, isLate);
        if (error is null)
        {
            var trace = call.Trace.ToString();
            Log.HandlerFailed(_services.Logger, module, handler.Name, session.UserId, session.Id, trace, exception);
            return (GameErrors.Internal(trace), outcome);
        }

        if (exception is BadPayloadException bad)
        {
            Log.PayloadRefused(_services.Logger, module, handler.Name, session.Id, bad.Reason, call.Trace);
        }
        else if (outcome != CallOutcome.Refused && !(isLate && exception is OperationCanceledException))
        {
            Log.HandlerFoundNobody(_services.Logger, module, handler.Name, session.UserId, session.Id, call.Trace, error, exception);
        }

        return (error, outcome);
    }

    // Without an error where nobody expected the exception.
    private static (string? Error, CallOutcome Outcome) Classify(Exception exception, bool isLate) => exception switch
    {
        GameException => (exception.Message, CallOutcome.Refused),
        BadPayloadException => (GameErrors.BadJson, CallOutcome.Refused),
        OperationCanceledException when isLate => (GameErrors.DeadlineExceeded, CallOutcome.Timeout),
        _ when CallFailures.ExplainInHandler(exception) is { } error => (error, error == GameErrors.DeadlineExceeded ? CallOutcome.Timeout : CallOutcome.Unavailable),
        _ => (null, CallOutcome.Failed),
    };

    private async ValueTask<EncodedResult> InvokeFilteredAsync(
        IHandlerFilter[] filters, ModuleHandler handler, object grain, Session session, HandlerCall call, CancellationToken cancellationToken)
    {
        var context = new HandlerContext(
            grain, _module!.Traits.Name, handler.Name, _context.GrainId.Key.ToString()!, session, call.Payload, call.Trace.ToString(), _services.Time, cancellationToken);
        await NextAsync(0);
        return context.Result;

        async ValueTask NextAsync(int index)
        {
            try
            {
                if (index < filters.Length)
                {
                    await filters[index].InvokeAsync(context, () => NextAsync(index + 1));
                }
                else
                {
                    context.End(await handler.Invoker.InvokeAsync(grain, session, call.Payload, cancellationToken));
                }
            }
            catch (Exception exception)
            {
                context.End(Classify(exception, cancellationToken.IsCancellationRequested).Outcome, exception);
                throw;
            }
        }
    }

    private static HandlerReply Failed(string error, byte qualityOfService = 0, CallOutcome outcome = CallOutcome.Refused) =>
        new() { Error = ModuleJson.Quote(error), QualityOfService = qualityOfService, Outcome = outcome };

    private static partial class Log
    {
        [LoggerMessage(1001, LogLevel.Error, "Handler {Module}/{Handler} failed for user '{User}' in session {Session}, trace {Trace}.")]
        public static partial void HandlerFailed(ILogger logger, string module, string handler, string user, string session, string trace, Exception exception);

        [LoggerMessage(
            1002,
            LogLevel.Warning,
            "Handler {Module}/{Handler} asked for something that the cluster could not do for user '{User}' in session {Session}, trace {Trace}; the client was told '{Error}'.")]
        public static partial void HandlerFoundNobody(
            ILogger logger, string module, string handler, string user, string session, TraceId trace, string error, Exception exception);

        [LoggerMessage(1003, LogLevel.Debug, "The payload for {Module}/{Handler} from session {Session} does not fit, trace {Trace}: {Reason}")]
        public static partial void PayloadRefused(ILogger logger, string module, string handler, string session, string reason, TraceId trace);
    }
}
