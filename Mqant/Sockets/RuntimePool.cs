namespace Mqant;

/// <summary>The thread pool of this process.</summary>
internal sealed class RuntimePool : IWorkerPool
{
    public static RuntimePool Instance { get; } = new();

    public WorkerLimits Limits
    {
        get
        {
            ThreadPool.GetMinThreads(out var fewest, out _);
            ThreadPool.GetMaxThreads(out var most, out _);
            return new(fewest, most);
        }
    }

    public int AtWork
    {
        get
        {
            ThreadPool.GetMaxThreads(out var most, out _);
            ThreadPool.GetAvailableThreads(out var available, out _);
            return most - available;
        }
    }

    public long Queued => ThreadPool.PendingWorkItemCount;

    public bool TrySetFewest(int workers)
    {
        ThreadPool.GetMinThreads(out _, out var completionPorts);
        return ThreadPool.SetMinThreads(workers, completionPorts);
    }

    public bool TrySetMost(int workers)
    {
        ThreadPool.GetMaxThreads(out _, out var completionPorts);
        return ThreadPool.SetMaxThreads(workers, completionPorts);
    }
}
