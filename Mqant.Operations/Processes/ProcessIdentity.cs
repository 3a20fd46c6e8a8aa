using System.Reflection;
using Microsoft.Extensions.Options;
using Mqant.Gateway.Hub;
using Mqant.Operations.Management;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Mqant.Operations.Processes;

/// <summary>Who this process is.</summary>
internal sealed class ProcessIdentity(IServiceProvider services, NameOfProcess name, IConfiguration configuration, TimeProvider time)
{
    // A second process with the number of one that is gone is not that one.
    private readonly string _suffix = Guid.NewGuid().ToString("N")[..8];
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    /// <summary>The program's version.</summary>
    public static string Version { get; } = VersionOf(Assembly.GetEntryAssembly());

    /// <summary>Everything that does not change. The silo must have its address.</summary>
    public ProcessFacts Facts => field ??= Read();

    private ProcessFacts Read()
    {
        var silo = services.GetService<ILocalSiloDetails>();
        var (hostsModules, hostsClients) = (services.GetService<RoomServices>() is not null, services.GetService<SessionHub>() is not null);
        var modules = hostsModules ? ReadModules(services.GetRequiredService<IOptions<GrainTypeOptions>>().Value) : [];
        return new ProcessFacts
        {
            Id = silo?.SiloAddress.ToParsableString() ?? $"{Environment.MachineName}@{Environment.ProcessId}-{_suffix}",
            Name = name.Value,
            Kind = !hostsClients ? ProcessKind.Silo : hostsModules ? ProcessKind.Both : ProcessKind.Gateway,
            Version = Version,
            StartedAt = _startedAt,
            Host = Environment.MachineName,
            Silo = silo?.SiloAddress.ToParsableString(),
            Modules = modules,
            ModulesPath = configuration[ModuleAssemblies.PathKey] is { Length: > 0 } path ? Path.GetFullPath(path) : null,
        };
    }

    private static HostedModule[] ReadModules(GrainTypeOptions grains) =>
    [
        .. from grain in grains.Classes
           let module = ModuleDescriptor.For(grain)
           where module is not null
           orderby module.Traits.Name
           select new HostedModule(module.Traits.Name, VersionOf(grain.Assembly), [.. module.Handlers.Keys.Order(StringComparer.Ordinal)]),
    ];

    // What stands after a '+' is the commit it was built from.
    private static string VersionOf(Assembly? assembly) =>
        assembly?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? assembly?.GetName().Version?.ToString() ?? string.Empty;
}
