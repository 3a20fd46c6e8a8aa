using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Mqant;

/// <summary>
/// The process's loggers, with a limit for what others log of the traffic that clients and strange processes bring about: a dead silo's messages, calls that took too long, connections that were no such thing. One
/// line of a kind in a minute tells an operator as much as ten thousand. What tells of members, storage or grains is not among it.
/// </summary>
internal sealed class LimitedLoggers(ILoggerFactory loggers, bool isOwner, Func<LineLimiter> limiter) : ILoggerFactory
{
    private static readonly string[] OfTraffic =
    [
        "Microsoft.AspNetCore.Server.Kestrel",
        "Orleans.Messaging",
        "Orleans.Networking",
        "Orleans.Runtime.CallbackData",
        "Orleans.Runtime.Messaging",
        "Orleans.Runtime.Scheduler.WorkItemGroup",
    ];

    /// <summary>Puts the limit around the loggers that the host has, or will have by default.</summary>
    public static void Add(IServiceCollection services)
    {
        services.AddLogging();
        var inner = services.Last(static service => service.ServiceType == typeof(ILoggerFactory) && !service.IsKeyedService);
        services.Replace(ServiceDescriptor.Singleton<ILoggerFactory>(
            provider => new LimitedLoggers(Create(inner, provider), isOwner: inner.ImplementationInstance is null, provider.GetRequiredService<LineLimiter>)));
    }

    public ILogger CreateLogger(string categoryName)
    {
        var logger = loggers.CreateLogger(categoryName);
        return Array.Exists(OfTraffic, prefix => categoryName.StartsWith(prefix, StringComparison.Ordinal)) ? limiter().Limit(logger, categoryName, LogLevel.Warning) : logger;
    }

    public void AddProvider(ILoggerProvider provider) => loggers.AddProvider(provider);

    public void Dispose()
    {
        if (isOwner)
        {
            loggers.Dispose();
        }
    }

    private static ILoggerFactory Create(ServiceDescriptor loggers, IServiceProvider provider) => (ILoggerFactory)(
        loggers.ImplementationInstance
        ?? loggers.ImplementationFactory?.Invoke(provider)
        ?? ActivatorUtilities.CreateInstance(provider, loggers.ImplementationType!));
}
