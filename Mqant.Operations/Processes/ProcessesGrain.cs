using Orleans.Runtime;

namespace Mqant.Operations.Processes;

/// <inheritdoc/>
[KeepAlive]
internal sealed class ProcessesGrain(TimeProvider time) : Grain, IProcessesGrain
{
    private readonly ClusterBook _book = new(time);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(
            static (book, _) =>
            {
                book.Turn();
                return Task.CompletedTask;
            },
            _book,
            new() { DueTime = TimeSpan.FromSeconds(1), Period = TimeSpan.FromSeconds(1) });
        return Task.CompletedTask;
    }

    public Task<ReportAnswer> ReportAsync(ProcessReport report) => Task.FromResult(_book.Report(report));

    public Task LeaveAsync(string id)
    {
        _book.Leave(id);
        return Task.CompletedTask;
    }

    public Task<ClusterChanges> GetChangesAsync(ClusterVersion since) => Task.FromResult(_book.GetChanges(since));

    public Task<ModuleNumbers[]> GetModulesAsync() => Task.FromResult(_book.GetModules());

    public Task<HistoryView?> GetHistoryAsync(int minutes, string? process, string? module) => Task.FromResult(_book.GetHistory(minutes, process, module));

    public Task<LogLine[]> GetLogAsync(int take) => Task.FromResult(_book.GetLog(take));

    public Task<LogLine[]> GetLogAfterAsync(long after) => Task.FromResult(_book.GetLogAfter(after));

    public Task<bool> DrainAsync(string id) => Task.FromResult(_book.Drain(id));
}
