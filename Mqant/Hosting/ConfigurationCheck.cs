using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mqant;

/// <summary>Refuses, before anything starts, a section under <c>Mqant</c> that nobody reads, and log levels that there are not.</summary>
internal sealed class ConfigurationCheck(IConfiguration configuration, IEnumerable<KnownSection> sections) : IHostedLifecycleService
{
    private const string Root = "Mqant";
    private const string Logging = "Logging";
    private const string LogLevels = ":LogLevel:";

    // Keys that are no sections.
    private static readonly string[] Keys = [Compatibility.Key, ModuleAssemblies.PathKey];

    /// <exception cref="SettingsException">There is one.</exception>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        SettingsException.ThrowIfUnknown(
            configuration.GetSection(Root),
            sections.Select(section => section.Path).Concat(Keys).Where(path => path.StartsWith($"{Root}:", StringComparison.OrdinalIgnoreCase)).Select(path => path.Split(':')[1]).Distinct());
        foreach (var (key, value) in configuration.GetSection(Logging).AsEnumerable())
        {
            if (key.Contains(LogLevels, StringComparison.OrdinalIgnoreCase) && !string.IsNullOrEmpty(value) && !Enum.TryParse<LogLevel>(value, ignoreCase: true, out _))
            {
                throw new SettingsException($"{key} is '{value}'; expected one of {string.Join(", ", Enum.GetNames<LogLevel>())}.");
            }
        }

        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
