using Mqant.Gateway.Sockets;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Sockets;

/// <summary>The thread pool is the whole process's: nothing else may run beside this.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class LoopWorkerTests
{
    [Fact]
    public async Task Loop_HasAWorkerOfItsOwn_UntilItIsDisposedOf()
    {
        ThreadPool.GetMinThreads(out var before, out _);

        using (new SocketLoop())
        {
            Assert.Equal(before + 1, Workers());
        }

        await Until.TrueAsync(() => Workers() == before);
    }

    private static int Workers()
    {
        ThreadPool.GetMinThreads(out var workers, out _);
        return workers;
    }
}
