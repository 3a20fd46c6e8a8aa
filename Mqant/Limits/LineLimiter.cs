using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Mqant;

/// <summary>
/// Keeps strangers from filling the log: of what a client can bring about, a line of each kind is logged in a minute, and the next one says how many were left out. A kind is an event of a
/// module's handler, or of a budget, with one type of exception. What is below Information is for whoever looks for something, and is not limited.
/// </summary>
internal sealed class LineLimiter(TimeProvider time, IEnumerable<ISuppressedLines> listeners)
{
    /// <summary>One line of a kind in this time.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    // As many as there are handlers that throw, and more: what is beyond counts as one kind.
    private const int MaxKinds = 4_096;

    private static readonly Kind Others = new(0, "", null, null);

    private readonly ConcurrentDictionary<Kind, Lines> _kinds = new();
    private readonly ISuppressedLines[] _listeners = [.. listeners];

    /// <summary>A log in which lines of a kind are few.</summary>
    public ILogger Limit<T>(ILogger<T> logger) => Limit(logger, typeof(T).FullName!, LogLevel.Information);

    /// <summary>A log of a category in which lines of a kind are few, from a level on.</summary>
    public ILogger Limit(ILogger logger, string category, LogLevel from) => new LimitedLogger(this, logger, category, from);

    // Null where the line is left out; else how many were left out before it.
    private int? TryPass(in Kind kind)
    {
        if (!_kinds.TryGetValue(kind, out var lines))
        {
            if (_kinds.Count >= MaxKinds)
            {
                Forget();
            }

            lines = _kinds.GetOrAdd(_kinds.Count < MaxKinds ? kind : Others, static _ => new Lines());
        }

        return lines.TryPass(time);
    }

    private void Forget()
    {
        foreach (var (kind, lines) in _kinds)
        {
            if (lines.IsOver(time))
            {
                _kinds.TryRemove(kind, out _);
            }
        }
    }

    private readonly record struct Kind(int Event, string Category, string? Subject, Type? Exception);

    private sealed class Lines
    {
        private readonly Lock _gate = new();
        private long? _last;
        private int _suppressed;

        public int? TryPass(TimeProvider time)
        {
            lock (_gate)
            {
                if (_last is { } last && time.GetElapsedTime(last) < Interval)
                {
                    _suppressed++;
                    return null;
                }

                _last = time.GetTimestamp();
                (var suppressed, _suppressed) = (_suppressed, 0);
                return suppressed;
            }
        }

        public bool IsOver(TimeProvider time)
        {
            lock (_gate)
            {
                return _suppressed == 0 && _last is { } last && time.GetElapsedTime(last) >= Interval;
            }
        }
    }

    private sealed class LimitedLogger(LineLimiter limiter, ILogger logger, string category, LogLevel from) : ILogger
    {
        private const string OfModule = "Module";
        private const string OfHandler = "Handler";
        private const string OfBudget = "Budget";

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => logger.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logger.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel < from)
            {
                logger.Log(logLevel, eventId, state, exception, formatter);
                return;
            }

            switch (limiter.TryPass(new Kind(eventId.Id, category, SubjectOf(state), exception?.GetType())))
            {
                case null:
                    foreach (var listener in limiter._listeners)
                    {
                        listener.Add(category, logLevel, eventId, state, exception, formatter);
                    }

                    break;
                case 0:
                    logger.Log(logLevel, eventId, state, exception, formatter);
                    break;
                case { } suppressed:
                    logger.Log(logLevel, eventId, state, exception, (line, thrown) => $"{formatter(line, thrown)} ({suppressed} more like this since the last line.)");
                    break;
            }
        }

        // Names that are in the program's sources: a client chooses among them, and makes none.
        private static string? SubjectOf<TState>(TState state)
        {
            if (state is not IReadOnlyList<KeyValuePair<string, object?>> values)
            {
                return null;
            }

            string? module = null, handler = null;
            for (var i = 0; i < values.Count; i++)
            {
                switch (values[i].Key)
                {
                    case OfModule or OfBudget:
                        module = values[i].Value as string;
                        break;
                    case OfHandler:
                        handler = values[i].Value as string;
                        break;
                }
            }

            return handler is null ? module : $"{module}/{handler}";
        }
    }
}
