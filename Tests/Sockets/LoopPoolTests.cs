using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Sockets;

/// <summary>What a loop makes of the thread pool, which is the whole process's: nothing else may run beside this.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class LoopPoolTests
{
    [Fact]
    public async Task Loop_HasAWorkerOfItsOwn_UntilItIsDisposedOf()
    {
        // Beside it no other shuts anybody out.
        using var other = new SocketLoop();
        var before = Fewest();

        using (new SocketLoop())
        {
            Assert.Equal(before + 1, Fewest());
        }

        await Until.TrueAsync(() => Fewest() == before);
    }

    private static int Fewest() => RuntimePool.Instance.Limits.Fewest;
}
