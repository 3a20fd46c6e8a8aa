using Orleans.Concurrency;

namespace Mqant.Tests.Hooked;

[StatelessWorker]
internal sealed class ComplaintsGrain(IComplaintBook book) : Grain, IRequestEndedHook
{
    public Task OnRequestsEndedAsync(EndedRequest[] requests)
    {
        foreach (var request in requests.Where(static request => request.Outcome == CallOutcome.Timeout))
        {
            book.Add($"{request.Module}/{request.Handler} hangs for '{request.User}', trace {request.Trace}");
        }

        return Task.CompletedTask;
    }
}
