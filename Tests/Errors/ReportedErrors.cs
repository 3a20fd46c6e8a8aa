using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Mqant.Operations.Errors;

namespace Mqant.Tests.Errors;

/// <summary>The errors of a process without a cluster: what is logged, and what would be reported of it.</summary>
internal sealed class ReportedErrors : IDisposable
{
    private readonly ServiceProvider _services;

    public ReportedErrors(TimeProvider? time = null, params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(static s => s.Key, static s => (string?)s.Value)).Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton(time ?? TimeProvider.System);

        // Others are told to show nothing.
        services.AddLogging(logging => logging.AddConfiguration(configuration.GetSection("Logging")).SetMinimumLevel(LogLevel.None));
        services.AddErrorReports();
        _services = services.BuildServiceProvider();
    }

    public ILogger CreateLogger(string category = "Game.Shop") => _services.GetRequiredService<ILoggerFactory>().CreateLogger(category);

    public void Digest() => _services.GetRequiredService<ErrorDigester>().Digest();

    /// <summary>What would be reported now.</summary>
    public ErrorDelta[] Take()
    {
        Digest();
        return _services.GetRequiredService<ErrorDigester>().Take() ?? [];
    }

    public void Dispose() => _services.Dispose();
}
