using Xunit;

namespace Mqant.Tests.Core;

public sealed class CallBatcherTests
{
    private readonly Queue<(int[] Items, TaskCompletionSource Answer)> _calls = new();
    private readonly SemaphoreSlim _called = new(0);
    private readonly CallBatcher<int> _batcher;

    public CallBatcherTests() => _batcher = new CallBatcher<int>(items =>
    {
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _calls.Enqueue((items, answer));
        _called.Release();
        return answer.Task;
    });

    [Fact]
    public async Task Add_WhileACallIsInFlight_GoesWithTheNextInOrder()
    {
        var first = _batcher.AddAsync(1);
        var (items, answer) = await NextAsync();
        Assert.Equal([1], items);
        Task[] gathered = [_batcher.AddAsync(2), _batcher.AddAsync(3), _batcher.AddAsync(4)];
        Assert.False(first.IsCompleted);
        Assert.Empty(_calls);

        answer.SetResult();

        await first;
        (items, answer) = await NextAsync();
        Assert.Equal([2, 3, 4], items);
        Assert.DoesNotContain(gathered, task => task.IsCompleted);
        answer.SetResult();
        await Task.WhenAll(gathered);
    }

    [Fact]
    public async Task Add_MoreThanACallHolds_GoesInSeveralInOrder()
    {
        var first = _batcher.AddAsync(-1);
        var (_, answer) = await NextAsync();
        Task[] gathered = [.. Enumerable.Range(0, 3_000).Select(_batcher.AddAsync)];
        answer.SetResult();
        await first;

        var sent = new List<int>();
        while (sent.Count < gathered.Length)
        {
            (var items, answer) = await NextAsync();
            Assert.InRange(items.Length, 1, 1_024);
            sent.AddRange(items);
            answer.SetResult();
        }

        await Task.WhenAll(gathered);
        Assert.Equal(Enumerable.Range(0, 3_000), sent);
    }

    [Fact]
    public async Task Call_ThatFails_FailsItsItemsAlone()
    {
        var first = _batcher.AddAsync(1);
        var (_, answer) = await NextAsync();
        var second = _batcher.AddAsync(2);
        answer.SetException(new InvalidOperationException("no"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => first);
        (var items, answer) = await NextAsync();
        Assert.Equal([2], items);
        answer.SetResult();
        await second;
    }

    private async Task<(int[] Items, TaskCompletionSource Answer)> NextAsync()
    {
        await _called.WaitAsync().WithinDeadline("a call");
        return _calls.Dequeue();
    }
}
