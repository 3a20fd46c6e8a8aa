using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Mqant.Testing;

/// <summary>Remembers the exceptions that a game's processes log, so that the error of a request shows its cause.</summary>
internal sealed class HandlerFailures : ILoggerProvider, ILogger, ISuppressedLines
{
    private readonly ConcurrentQueue<(string Message, Exception Exception)> _failures = new();

    /// <summary>The exception that was logged with a trace id, or null.</summary>
    public Exception? Find(string trace) => _failures.LastOrDefault(failure => failure.Message.Contains(trace, StringComparison.Ordinal)).Exception;

    /// <summary>The newest that was logged.</summary>
    public (string Message, Exception Exception)? Newest => _failures.LastOrDefault() is { Message: not null } newest ? newest : null;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (exception is not null)
        {
            _failures.Enqueue((formatter(state, exception), exception));
        }
    }

    public void Add<TState>(string category, LogLevel level, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(level))
        {
            Log(level, eventId, state, exception, formatter);
        }
    }

    public void Dispose()
    {
    }
}
