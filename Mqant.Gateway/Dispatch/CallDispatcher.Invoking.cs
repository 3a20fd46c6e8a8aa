using Mqant.Gateway.Sessions;

namespace Mqant.Gateway.Dispatch;

/// <content>Which method of the grain a call takes, and what travels with it.</content>
internal sealed partial class CallDispatcher
{
    // What is left of the youngest request's time.
    private TimeSpan Left(CallInFlight call) => Left(call, Time.GetTimestamp());

    private TimeSpan Left(CallInFlight call, long now) => Options.CallTimeout - Time.GetElapsedTime(call.Requests[^1].Started, now);

    // Where many sessions ask the same grain. A handler that wants to know when its time is over takes some.
    private bool MayGoTogether(CallInFlight call, TimeSpan left) =>
        left > _shortTime
        && call.IsPlain
        && call.Requests[0].Target.Handler.Module.Traits.Key is KeyPolicy.Singleton or KeyPolicy.PayloadField;

    private static CallBatch Pack(ClientSession session, CallInFlight call) =>
        new() { Session = session.Snapshot, Calls = Array.ConvertAll(call.Requests, Describe) };

    // The response time-out of Orleans is the time limit; a request that waited in its queue for part of it needs a clock of its own.
    private ValueTask<ReplyBatch> InvokeAsync(IModuleExtension target, CallInFlight call, CallBatch batch, TimeSpan left) =>
        left <= _shortTime ? InvokeWithinAsync(target, call.Ordering, batch, left)
        : call.IsPlain ? target.InvokePlainAsync(batch)
        : InvokeAsync(target, call.Ordering, batch, CancellationToken.None);

    private async ValueTask<ReplyBatch> InvokeWithinAsync(IModuleExtension target, CallOrdering ordering, CallBatch batch, TimeSpan limit)
    {
        using var clock = new CancellationTokenSource(limit, Time);
        try
        {
            return await InvokeAsync(target, ordering, batch, clock.Token);
        }
        catch (OperationCanceledException exception) when (clock.IsCancellationRequested)
        {
            // Orleans cancels, too, what it does for calls: only this means that the time is over.
            throw new TimeoutException("The call was cancelled at its time limit.", exception);
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
        HandlerName = request.Target.Handler.Name,
        Payload = request.Payload,
        Number = request.Number,
        Trace = request.Trace,
        ParentSpan = RequestTracing.Sent(request),
    };
}
