using System.Reflection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Mqant;

/// <summary>Says at start which modules this silo hosts.</summary>
internal sealed partial class HostedModules(IOptions<GrainTypeOptions> grains, ILogger<HostedModules> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var modules = grains.Value.Classes
            .Select(grain => (ModuleDescriptor.For(grain)?.Traits.Name, grain.Assembly))
            .Where(module => module.Name is not null)
            .Select(module => $"{module.Name} {GetVersion(module.Assembly)}")
            .Order(StringComparer.Ordinal)
            .ToArray();
        if (modules.Length > 0)
        {
            Log.Hosted(logger, string.Join(", ", modules));
        }
        else
        {
            Log.None(logger, ModuleAssemblies.PathKey);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // What stands after a '+' is the commit it was built from.
    private static string? GetVersion(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? assembly.GetName().Version?.ToString();

    private static partial class Log
    {
        [LoggerMessage(1203, LogLevel.Information, "This silo hosts {Modules}.")]
        public static partial void Hosted(ILogger logger, string modules);

        [LoggerMessage(1204, LogLevel.Warning, "This silo hosts no module; {PathKey} names the folder that they are loaded from.")]
        public static partial void None(ILogger logger, string pathKey);
    }
}
