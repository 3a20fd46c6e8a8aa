using Mqant.Gateway.Sessions;
using Orleans.Runtime;

namespace Mqant.Gateway.Dispatch;

/// <content>What becomes of calls that fail: sent again where that is safe, else answered with an error.</content>
internal sealed partial class CallDispatcher
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMilliseconds(500);

    private async Task RecoverAsync(GrainQueue queue, CallInFlight call, Exception exception)
    {
        if (Left(call) > FirstRetry && MayRetry(exception, call))
        {
            Log.Retried(_logger, call.Requests[0].Target.Grain, exception.Message);
            await Task.Delay(FirstRetry, Time);
            await CallAsync(queue.Session, queue.Target, call);
        }
        else
        {
            Fail(queue.Session, call, exception);
        }

        PutBackRest(queue, call);
        GoOn(queue);
    }

    private async Task CallAsync(ClientSession session, IModuleExtension target, CallInFlight call)
    {
        var batch = Pack(session, call);
        var retry = FirstRetry;

        // Where replies went ahead before it failed, what is left goes as the queue's next call.
        while ((call.Done = session.CountEnded(call)) == 0)
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
                Log.Retried(_logger, call.Requests[0].Target.Grain, exception.Message);
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

    private void Fail(ClientSession session, CallInFlight call, Exception exception)
    {
        var now = Time.GetTimestamp();
        var tally = default(CallTally);
        for (var i = session.CountEnded(call); i < call.Requests.Length; i++)
        {
            session.Finish(call.Requests[i], Explain(exception, session, call.Requests[i]), now, ref tally, exception);
        }

        tally.Flush();

        call.Done = call.Requests.Length;
    }

    private static bool MayRetry(Exception exception, CallInFlight call) =>
        CallFailures.ProvesNotStarted(exception)
        || (exception is SiloUnavailableException && Array.TrueForAll(call.Requests, r => r.Target.Handler.Traits.Idempotent));

    private HandlerReply Explain(Exception exception, ClientSession session, ClientRequest request)
    {
        var error = CallFailures.Explain(exception);
        if (error is not null)
        {
            Log.Failed(_logger, request.Target.Grain, request.Target.Handler.Name, request.Trace, error, exception.Message);
            return new HandlerReply
            {
                Error = ModuleJson.Quote(error),
                Outcome = error == GameErrors.DeadlineExceeded ? CallOutcome.Timeout : CallOutcome.Unavailable,
            };
        }

        var target = request.Target;
        Log.Broken(_logger, target.Grain, target.Handler.Module.Traits.Name, target.Handler.Name, session.Id, session.Snapshot.UserId, request.Trace, exception);
        return new HandlerReply { Error = ModuleJson.Quote(GameErrors.Internal(request.Trace.ToString())), Outcome = CallOutcome.Failed };
    }

    private static partial class Log
    {
        [LoggerMessage(2101, LogLevel.Debug, "A call of grain {Grain} never started and is sent again: {Reason}")]
        public static partial void Retried(ILogger logger, GrainId grain, string reason);

        [LoggerMessage(2102, LogLevel.Debug, "Call of {Grain} {Handler} ended with '{Error}', trace {Trace}: {Reason}")]
        public static partial void Failed(ILogger logger, GrainId grain, string handler, TraceId trace, string error, string reason);

        [LoggerMessage(2103, LogLevel.Error, "Call of {Grain}, {Module}/{Handler}, failed for session {Session} of user '{User}', trace {Trace}.")]
        public static partial void Broken(
            ILogger logger, GrainId grain, string module, string handler, string session, string user, TraceId trace, Exception exception);
    }
}
