using Microsoft.Extensions.DependencyInjection.Extensions;
using Mqant.Operations.Management;
using Mqant.Operations.Notifications;
using Orleans.Serialization;

namespace Mqant.Operations.Errors;

/// <summary>Puts together what captures errors and tells of them.</summary>
internal static class ErrorReporting
{
    public static IServiceCollection AddErrorReports(this IServiceCollection services)
    {
        services.AddMqantOptions<ErrorOptions>(ErrorOptions.SectionName);
        services.AddNotifications();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<NameOfProcess>();
        services.AddSingleton<SecretFilter>();
        services.AddSingleton<ErrorCollector>();
        services.AddSingleton<ErrorSamples>();
        services.AddSingleton<ErrorDigester>();
        services.AddSingleton<ErrorReporter>();
        services.AddHostedService(static provider => provider.GetRequiredService<ErrorReporter>());
        services.AddHostedService<LostErrors>();
        services.AddSingleton<ErrorLoggerProvider>();
        services.AddSingleton<ILoggerProvider>(static provider => provider.GetRequiredService<ErrorLoggerProvider>());
        services.AddSingleton<ISuppressedLines>(static provider => provider.GetRequiredService<ErrorLoggerProvider>());
        services.AddSingleton<IErrorReports, ErrorReports>();

        // The program may have been put together before this assembly was loaded.
        services.AddSerializer(static serializer => serializer.AddAssembly(typeof(ErrorReporting).Assembly));

        // Whatever is shown elsewhere: a filter that names the provider comes before all others.
        var provider = typeof(ErrorLoggerProvider).FullName;
        return services.Configure<LoggerFilterOptions>(filters =>
        {
            filters.Rules.Add(new LoggerFilterRule(provider, categoryName: null, LogLevel.Error, filter: null));
            filters.Rules.Add(new LoggerFilterRule(provider, ErrorLoggerProvider.Orleans, LogLevel.Warning, filter: null));
        });
    }
}
