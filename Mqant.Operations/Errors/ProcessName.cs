using Orleans.Runtime;

namespace Mqant.Operations.Errors;

/// <summary>What reports call this process: its silo's name, or that of the machine and the number of the process where it is an Orleans client.</summary>
internal sealed class ProcessName(IServiceProvider services)
{
    public string Name => field ??= services.GetService<ILocalSiloDetails>()?.Name ?? $"{Environment.MachineName}-{Environment.ProcessId}";
}
