using System.Collections.Concurrent;

namespace Mqant.Operations.Errors;

/// <summary>Hears of every exception that is logged as an error, whatever other outputs of the log are told to show: the name of its own filter is <see cref="Alias"/>.</summary>
[ProviderAlias(Alias)]
internal sealed class ErrorLoggerProvider(ErrorCollector collector) : ILoggerProvider, ISupportExternalScope, ISuppressedLines
{
    public const string Alias = "MqantErrors";

    /// <summary>Where exceptions of game code are logged as warnings.</summary>
    public const string Orleans = "Orleans";

    // What Orleans logs of grains that fail where nobody waits for them: timers, calls that are not answered, OnDeactivateAsync.
    private static readonly HashSet<int> Warnings = [101413, 100322, 100527];

    private readonly ConcurrentDictionary<string, ILogger> _loggers = new(StringComparer.Ordinal);
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public ILogger CreateLogger(string categoryName) => new ErrorLogger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    /// <summary>What is not shown because there was enough of its kind is counted all the same.</summary>
    public void Add<TState>(string category, LogLevel level, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _loggers.GetOrAdd(category, CreateLogger).Log(level, eventId, state, exception, formatter);

    private sealed class ErrorLogger(ErrorLoggerProvider provider, string category) : ILogger
    {
        private readonly bool _isOfOrleans = category.StartsWith(Orleans, StringComparison.Ordinal);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is LogLevel.Error or LogLevel.Critical || (_isOfOrleans && logLevel == LogLevel.Warning);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (exception is null || !IsEnabled(logLevel) || (logLevel == LogLevel.Warning && !Warnings.Contains(eventId.Id)))
            {
                return;
            }

            logLevel = logLevel == LogLevel.Critical ? logLevel : LogLevel.Error;

            try
            {
                provider.Collector.Add(category, logLevel, eventId, state, exception, formatter, provider._scopes);
            }
            catch (Exception)
            {
                // Whoever logs must not fail for it: values and scopes are made by game code.
            }
        }
    }

    private ErrorCollector Collector => collector;
}
