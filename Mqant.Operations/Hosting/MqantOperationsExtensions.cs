using Mqant.Operations;
using Mqant.Operations.Errors;
using Mqant.Operations.Hosting;
using Mqant.Operations.Logs;
using Mqant.Operations.Management;
using Mqant.Operations.Telemetry;

namespace Mqant;

/// <summary>Lets operators see what a process does, and act.</summary>
public static class MqantOperationsExtensions
{
    /// <summary>
    /// Adds a management port with health, metrics and the console (<see cref="ManagementOptions"/>), traces, metrics and logs over OTLP (<see cref="OtlpOptions"/>), where log lines
    /// go (<see cref="LogOptions"/>), and error reports (<see cref="ErrorOptions"/>). For every process of a cluster, silos and gateways; may be called more than once.
    /// </summary>
    /// <param name="builder">The program's host, with or without a web server of its own.</param>
    /// <param name="serviceName">What traces, metrics and logs call the program; the application's name when null.</param>
    /// <exception cref="SettingsException">A setting is wrong; those that do not decide what is added are refused at start.</exception>
    public static IHostApplicationBuilder AddMqantOperations(this IHostApplicationBuilder builder, string? serviceName = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        if (services.Any(static service => service.ServiceType == typeof(ManagementEndpoint)))
        {
            return builder;
        }

        services.AddMqantOptions<ManagementOptions>(ManagementOptions.SectionName);
        services.AddSingleton<ManagementEndpoint>();
        services.AddSingleton<NameOfProcess>();

        // Open while the rest starts, to tell how far it is.
        services.Insert(0, ServiceDescriptor.Singleton<IHostedService, ManagementServer>());
        services.AddHealthChecks();
        services.AddSingleton<IManagementPart, HealthPart>();
        services.AddTelemetryExport(builder.Configuration, serviceName ?? builder.Environment.ApplicationName);
        builder.AddMqantConsole();
        builder.Logging.AddLogOutputs(builder.Configuration, builder.Environment.ContentRootPath);
        services.AddErrorReports();
        return builder;
    }
}
