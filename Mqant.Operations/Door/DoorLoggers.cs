using Microsoft.Extensions.Logging.Abstractions;

namespace Mqant.Operations.Door;

/// <summary>The process's loggers, but for the one that writes down each request with all of its address: the start link has a secret there.</summary>
internal sealed class DoorLoggers(ILoggerFactory loggers) : ILoggerFactory
{
    private const string OfRequests = "Microsoft.AspNetCore.Hosting.Diagnostics";

    public ILogger CreateLogger(string categoryName) => categoryName == OfRequests ? NullLogger.Instance : loggers.CreateLogger(categoryName);

    public void AddProvider(ILoggerProvider provider) => loggers.AddProvider(provider);

    // They are the process's.
    public void Dispose()
    {
    }
}
