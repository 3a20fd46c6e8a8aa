using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Mqant;

/// <summary>Refuses, before anything starts, a section under <c>Mqant</c> that nobody reads.</summary>
internal sealed class ConfigurationCheck(IConfiguration configuration, IEnumerable<KnownSection> sections) : IHostedLifecycleService
{
    private const string Root = "Mqant";

    // Keys that are no sections.
    private static readonly string[] Keys = [Compatibility.Key, ModuleAssemblies.PathKey];

    /// <exception cref="SettingsException">There is one.</exception>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        SettingsException.ThrowIfUnknown(
            configuration.GetSection(Root),
            sections.Select(section => section.Path).Concat(Keys).Where(path => path.StartsWith($"{Root}:", StringComparison.OrdinalIgnoreCase)).Select(path => path.Split(':')[1]).Distinct());
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
