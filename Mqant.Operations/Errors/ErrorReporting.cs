using Microsoft.Extensions.DependencyInjection.Extensions;
using Mqant.Operations.Notifications;
using Orleans.Serialization;

namespace Mqant.Operations.Errors;

/// <summary>Puts together what captures errors and tells of them.</summary>
internal static class ErrorReporting
{
    /// <exception cref="SettingsException">A setting is wrong; those of channels are refused at start.</exception>
    public static void AddErrorReports(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddMqantOptions<ErrorOptions>(ErrorOptions.SectionName);
        services.AddSingleton<IErrorReports, ErrorReports>();
        services.AddNotifications();

        // The program may have been put together before this assembly was loaded.
        services.AddSerializer(static serializer => serializer.AddAssembly(typeof(ErrorReporting).Assembly));
        if (!builder.Configuration.ReadMqantOptions<ErrorOptions>(ErrorOptions.SectionName).Enabled)
        {
            return;
        }

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ProcessName>();
        services.AddSingleton<SecretFilter>();
        services.AddSingleton<ErrorCollector>();
        services.AddSingleton<ErrorSamples>();
        services.AddSingleton<ErrorDigester>();
        services.AddSingleton<ErrorReporter>();
        services.AddHostedService(static provider => provider.GetRequiredService<ErrorReporter>());
        services.AddHostedService<LostErrors>();
        services.AddSingleton<ILoggerProvider, ErrorLoggerProvider>();

        // Whatever is shown elsewhere: one that names the provider comes before all others.
        builder.Logging.AddFilter<ErrorLoggerProvider>(category: null, LogLevel.Error);
    }
}
