using Mqant.Gateway.Hooks;

namespace Mqant.Tests.Hosting.HooksPage;

internal sealed class Complaints(IComplaintBook book) : IRequestListener
{
    public void OnEnded(RequestInfo request, RequestEnd end)
    {
        if (end.Outcome is CallOutcome.Failed or CallOutcome.Unavailable)
        {
            book.Add($"{request.Module}/{request.Handler} of {request.Session.UserId}: {end.Error} after {end.Duration}");
        }
    }

    public void OnTimedOut(RequestInfo request, RequestEnd end) => book.Add($"{request.Module}/{request.Handler} hangs, trace {request.Trace}");
}
