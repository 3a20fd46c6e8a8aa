using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace Mqant;

/// <summary>What the programs of a cluster have in common.</summary>
public static class MqantProgram
{
    /// <summary>
    /// A host whose settings come from <c>appsettings.json</c> beside the program, environment variables (<c>Mqant__Cluster__Mode</c>) and the command
    /// line (<c>--Mqant:Cluster:Mode=Redis</c>), the later winning.
    /// </summary>
    public static HostApplicationBuilder CreateBuilder(string[] args) =>
        Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });

    /// <summary>
    /// Builds and runs a host until it is told to end (SIGTERM, Ctrl+C). Bad settings and modules that cannot work are printed in a line instead of as a
    /// stack trace.
    /// </summary>
    /// <returns>The exit code: 0 after a graceful end, also of a start that was interrupted; 1 when the host could not start.</returns>
    public static async Task<int> RunAsync(Func<IHost> build)
    {
        ArgumentNullException.ThrowIfNull(build);
        CancellationToken stopping = default;
        try
        {
            using var host = build();
            stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
            await host.RunAsync();
            return 0;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Told to end while it was still starting.
            return 0;
        }
        catch (Exception exception) when (Explain(exception) is { } reason)
        {
            await Console.Error.WriteLineAsync(reason);
            return 1;
        }
    }

    private static string? Explain(Exception exception) => exception switch
    {
        SettingsException or ModuleDefinitionException or OrleansConfigurationException => exception.Message,

        // A file of settings that is no JSON.
        InvalidDataException => $"{exception.Message} {exception.GetBaseException().Message}",
        OptionsValidationException invalid => string.Join(Environment.NewLine, invalid.Failures),
        { InnerException: { } inner } => Explain(inner),
        _ => null,
    };
}
