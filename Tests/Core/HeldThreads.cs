using System.Collections.Concurrent;
using System.IO.Pipelines;

namespace Mqant.Tests.Core;

/// <summary>Work that waits for a thread until the test lets it have one.</summary>
internal sealed class HeldThreads : PipeScheduler
{
    private readonly ConcurrentQueue<Action> _waiting = new();

    public int Waiting => _waiting.Count;

    public override void Schedule(Action<object?> action, object? state) => _waiting.Enqueue(() => action(state));

    /// <summary>Runs what waits, and what that leaves behind.</summary>
    public void Run()
    {
        while (_waiting.TryDequeue(out var work))
        {
            work();
        }
    }
}
