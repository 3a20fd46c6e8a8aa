namespace Mqant.Tests.Sockets;

/// <summary>What the runtime's pool does when its limits are set.</summary>
internal sealed class FakeWorkerPool(WorkerLimits limits) : IWorkerPool
{
    public WorkerLimits Limits { get; private set; } = limits;

    public int AtWork { get; set; } = 1;

    public long Queued { get; set; }

    public int Aim { get; set; } = limits.Fewest;

    public bool IsFixed { get; init; }

    public bool IsMostFixed { get; init; }

    public bool TrySetFewest(int workers)
    {
        if (IsFixed || workers > Limits.Most)
        {
            return false;
        }

        Limits = Limits with { Fewest = workers };
        Aim = Math.Max(Aim, workers);
        return true;
    }

    public bool TrySetMost(int workers)
    {
        if (IsMostFixed || workers < Limits.Fewest)
        {
            return false;
        }

        Limits = Limits with { Most = workers };
        Aim = Math.Min(Aim, workers);
        return true;
    }
}
