using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace Mqant.Operations.Management;

/// <summary>What operators know this process by: the name that the settings give it, its silo's, or that of the machine and the number of the process where it is an Orleans client.</summary>
internal sealed class NameOfProcess(IServiceProvider services, IOptions<ConsoleOptions> options)
{
    public string Value => field ??= options.Value.ProcessName ?? services.GetService<ILocalSiloDetails>()?.Name ?? $"{Environment.MachineName}-{Environment.ProcessId}";
}
