using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace Mqant.Operations.Errors;

/// <summary>What reports call this process: the name that the settings give it, its silo's, or that of the machine and the number of the process where it is an Orleans client.</summary>
internal sealed class ProcessName(IServiceProvider services, IOptions<ConsoleOptions> options)
{
    public string Name => field ??= options.Value.ProcessName ?? services.GetService<ILocalSiloDetails>()?.Name ?? $"{Environment.MachineName}-{Environment.ProcessId}";
}
