using Orleans.Concurrency;

namespace Mqant.Testing;

[StatelessWorker, Reentrant]
internal sealed class TestLoginGrain : Grain, ITestLogin
{
    public ValueTask LoginAsync(Session session, TestUser request) => session.BindAsync(request.User);
}
