using Mqant.Gateway.Hooks;

namespace Mqant.Tests.Hosting.HooksPage;

internal sealed class FollowTesters : IRequestSampler
{
    public SamplingDecision Decide(RequestInfo request) =>
        request.Session.Settings.ContainsKey("tester") ? SamplingDecision.Record : SamplingDecision.Pass;
}
