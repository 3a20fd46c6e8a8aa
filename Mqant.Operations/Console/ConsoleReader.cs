using Mqant.Operations.Errors;
using Mqant.Operations.Processes;

namespace Mqant.Operations.Console;

/// <summary>Puts together what the console shows of the cluster.</summary>
internal sealed class ConsoleReader(ClusterView cluster, IPolicyOperations policy, IErrorReports errors, TimeProvider time)
{
    public async Task<OverviewDto> ReadOverviewAsync(CancellationToken cancellationToken)
    {
        var open = errors.ListAsync(ErrorStatus.Open, 0, 1);
        var snapshot = await cluster.ReadAsync(cancellationToken);
        return new OverviewDto(time.GetUtcNow(), Array.ConvertAll(snapshot.Processes, ProcessDto.Of), TotalsDto.Of(snapshot.Totals), (await open).Total);
    }

    public async Task<ModuleDto[]> ReadModulesAsync(CancellationToken cancellationToken)
    {
        var numbers = (await cluster.Grain.GetModulesAsync()).ToDictionary(static module => module.Name, StringComparer.Ordinal);
        var snapshot = await cluster.ReadAsync(cancellationToken);
        var hosts = snapshot.Processes.Where(static process => process.State != ProcessState.Lost).ToArray();
        var decided = policy.Current;
        var names = hosts.SelectMany(static process => process.Facts.Modules.Select(static module => module.Name))
            .Concat(decided.OutOfService.Select(static entry => entry.Module))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
        return [.. names.Select(name => ReadModule(name, hosts, numbers.GetValueOrDefault(name), decided))];
    }

    private static ModuleDto ReadModule(string name, ProcessView[] processes, ModuleNumbers? numbers, ClusterPolicy decided)
    {
        var hosts = processes
            .Select(process => (Process: process, Module: Array.Find(process.Facts.Modules, module => module.Name == name)!))
            .Where(static host => host.Module is not null)
            .ToArray();
        var handlers = hosts.SelectMany(static host => host.Module.Handlers)
            .Concat(decided.OutOfService.Where(entry => entry.Module == name && entry.Handler is not null).Select(static entry => entry.Handler!))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
        var (all, entry) = (numbers?.Numbers ?? CallNumbers.None, decided.FindOutOfService(name, handler: null));
        return new ModuleDto(
            name,
            entry is null,
            entry?.Message,
            [.. hosts.Select(host => ReadHost(host.Process, host.Module.Version, numbers?.Hosts))],
            Rounded.Of(all.RequestsPerSecond),
            Rounded.Of(all.ErrorsPerSecond),
            Rounded.Milliseconds(all.P50),
            Rounded.Milliseconds(all.P99),
            [.. handlers.Select(handler => ReadHandler(name, handler, hosts, numbers, decided))]);
    }

    private static HostDto ReadHost(ProcessView process, string version, HostNumbers[]? hosts)
    {
        var numbers = hosts?.FirstOrDefault(host => host.Process == process.Facts.Id)?.Numbers ?? CallNumbers.None;
        return new HostDto(
            process.Facts.Id,
            process.Facts.Name,
            version,
            Rounded.Of(numbers.RequestsPerSecond),
            Rounded.Of(numbers.ErrorsPerSecond),
            Rounded.Milliseconds(numbers.P50),
            Rounded.Milliseconds(numbers.P99));
    }

    private static HandlerDto ReadHandler(
        string module, string name, (ProcessView Process, HostedModule Module)[] hosts, ModuleNumbers? numbers, ClusterPolicy decided)
    {
        var handler = numbers?.Handlers.FirstOrDefault(handler => handler.Name == name);
        var (all, entry) = (handler?.Numbers ?? CallNumbers.None, decided.FindOutOfService(module, name));
        return new HandlerDto(
            name,
            entry is null,
            entry?.Message,
            Rounded.Of(all.RequestsPerSecond),
            Rounded.Of(all.ErrorsPerSecond),
            Rounded.Milliseconds(all.P50),
            Rounded.Milliseconds(all.P99),
            Array.ConvertAll(handler?.Slowest ?? [], SlowCallDto.Of),
            [.. hosts.Where(host => !Has(host.Module)).Select(static host => host.Process.Facts.Name)],
            [.. hosts.Where(host => Has(host.Module)).Select(host => ReadHost(host.Process, host.Module.Version, handler?.Hosts))]);

        bool Has(HostedModule hosted) => hosted.Handlers.Contains(name, StringComparer.Ordinal);
    }
}
