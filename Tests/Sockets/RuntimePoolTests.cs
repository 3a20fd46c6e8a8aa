using Xunit;

namespace Mqant.Tests.Sockets;

/// <summary>The thread pool as loops see it.</summary>
public sealed class RuntimePoolTests
{
    [Fact]
    public async Task Instance_IsThePoolOfThisProcess()
    {
        ThreadPool.GetMaxThreads(out var most, out _);
        var pool = RuntimePool.Instance;

        Assert.Equal(most, pool.Limits.Most);
        Assert.InRange(await Task.Run(() => pool.AtWork, TestContext.Current.CancellationToken), 1, most);
        Assert.False(pool.TrySetFewest(most + 1));
        Assert.False(pool.TrySetMost(0));
    }
}
