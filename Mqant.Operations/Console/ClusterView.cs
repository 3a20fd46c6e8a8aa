using Mqant.Operations.Processes;

namespace Mqant.Operations.Console;

/// <summary>The processes of the cluster as this one shows them. Whoever asks within <see cref="Fresh"/> gets what was read for the one before.</summary>
internal sealed class ClusterView(IGrainFactory grains, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly Dictionary<string, ProcessView> _processes = new(StringComparer.Ordinal);
    private ClusterVersion _version;
    private ClusterSnapshot? _snapshot;
    private long _at;

    public IProcessesGrain Grain => grains.GetGrain<IProcessesGrain>(IProcessesGrain.Key);

    public async Task<ClusterSnapshot> ReadAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (_snapshot is not null && time.GetElapsedTime(_at) < Fresh)
            {
                return _snapshot;
            }

            var changes = await Grain.GetChangesAsync(_version);
            if (changes.IsWhole)
            {
                _processes.Clear();
            }

            foreach (var id in changes.Gone)
            {
                _processes.Remove(id);
            }

            foreach (var process in changes.Processes)
            {
                _processes[process.Facts.Id] = process;
            }

            (_version, _at) = (changes.Version, time.GetTimestamp());
            return _snapshot = new ClusterSnapshot(
                [.. _processes.Values.OrderBy(static process => process.Facts.Kind).ThenBy(static process => process.Facts.Name, StringComparer.Ordinal)], changes.Totals);
        }
        finally
        {
            _reading.Release();
        }
    }
}

/// <summary>The processes of the cluster at a moment.</summary>
internal sealed record ClusterSnapshot(ProcessView[] Processes, ClusterTotals Totals)
{
    /// <summary>What people call a process, by its id.</summary>
    public string NameOf(string id) => Array.Find(Processes, process => process.Facts.Id == id)?.Facts.Name ?? id;

    /// <summary>What people call a gateway, by its address in the cluster.</summary>
    public string NameOfGateway(string address) => Array.Find(Processes, process => process.Report.Gateway == address)?.Facts.Name ?? address;
}
