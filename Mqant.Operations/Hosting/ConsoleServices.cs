using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Mqant.Operations.Console;
using Mqant.Operations.Door;
using Mqant.Operations.Management;
using Mqant.Operations.Processes;
using Orleans.Runtime;

namespace Mqant.Operations.Hosting;

/// <summary>Adds the console, its door, and what each process reports of itself.</summary>
internal static class ConsoleServices
{
    /// <exception cref="SettingsException">A setting is wrong.</exception>
    public static void AddMqantConsole(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddMqantOptions<ConsoleOptions>(ConsoleOptions.SectionName);
        services.AddSingleton<LiveOptions<ConsoleOptions>>();
        services.AddSingleton<IValidateOptions<ManagementOptions>, AddressCheck>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddDoor();
        services.AddProcesses(builder.Logging);
        services.AddSingleton<IManagementPart, ConsolePart>();
        if (services.Any(static service => service.ServiceType == typeof(ILocalSiloDetails)))
        {
            // Which services there are is decided now.
            var options = builder.Configuration.ReadMqantOptions<ConsoleOptions>(ConsoleOptions.SectionName);
            if (options.OrleansDashboard != OrleansDashboardMode.Off)
            {
                builder.UseOrleans(silo => silo.AddOrleansPages(withCalls: options.OrleansDashboard == OrleansDashboardMode.Calls));
            }
        }
    }

    private static void AddDoor(this IServiceCollection services)
    {
        services.AddSingleton<TokenBook>();
        services.AddSingleton<SignInLimiter>();
        services.AddSingleton<StartLink>();
        services.TryAddSingleton(static _ => new StartLinkNotice(System.Console.Out));
        services.AddSingleton<SignedOut>();
        services.AddSingleton<AuditLog>();
        services.AddSingleton<DoorLog>();
        services.AddSingleton<IManagementPart, DoorPart>();
    }

    private static void AddProcesses(this IServiceCollection services, ILoggingBuilder logging)
    {
        services.AddSingleton<WarningLog>();
        services.AddSingleton<ILoggerProvider>(static provider => provider.GetRequiredService<WarningLog>());

        // Whatever is shown elsewhere.
        logging.AddFilter<WarningLog>(category: null, LogLevel.Warning);
        services.AddSingleton<ProcessIdentity>();
        services.AddSingleton<ProcessMeter>();
        services.AddHostedService<ProcessReporter>();
    }
}
