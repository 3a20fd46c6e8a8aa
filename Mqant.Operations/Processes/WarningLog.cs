using System.Diagnostics;

namespace Mqant.Operations.Processes;

/// <summary>Keeps the warnings of this process, and worse, until they are reported. The same line again and again is kept a few times only.</summary>
[ProviderAlias("MqantConsole")]
internal sealed class WarningLog(TimeProvider time) : ILoggerProvider
{
    /// <summary>How many lines wait at most; then the oldest are left out.</summary>
    public const int Most = 200;

    /// <summary>How many lines of one event are kept in <see cref="Window"/>.</summary>
    public const int MostAlike = 5;

    /// <summary>After this time a line may come again.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private const int MaxMessage = 1_000;
    private const int MaxException = 4_000;
    private const int MostEvents = 1_000;

    private readonly Lock _gate = new();
    private readonly Queue<LogLine> _lines = [];
    private readonly Dictionary<(string Category, int Event), int> _alike = [];
    private long _since = time.GetTimestamp();

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    /// <summary>Takes out the oldest lines.</summary>
    public LogLine[] Take(int most)
    {
        lock (_gate)
        {
            var lines = new LogLine[Math.Min(most, _lines.Count)];
            for (var i = 0; i < lines.Length; i++)
            {
                lines[i] = _lines.Dequeue();
            }

            return lines;
        }
    }

    /// <summary>Puts back lines that did not come where they were to go; those that came since go after them.</summary>
    public void PutBack(LogLine[] lines)
    {
        lock (_gate)
        {
            var since = _lines.ToArray();
            _lines.Clear();
            foreach (var line in lines.Concat(since).TakeLast(Most))
            {
                _lines.Enqueue(line);
            }
        }
    }

    public void Dispose()
    {
    }

    private bool IsWanted(string category, int eventId)
    {
        lock (_gate)
        {
            if (time.GetElapsedTime(_since) >= Window)
            {
                _since = time.GetTimestamp();
                _alike.Clear();
            }

            var count = _alike.GetValueOrDefault((category, eventId));
            if (count >= MostAlike || (count == 0 && _alike.Count >= MostEvents))
            {
                return false;
            }

            _alike[(category, eventId)] = count + 1;
            return true;
        }
    }

    private void Add(LogLine line)
    {
        lock (_gate)
        {
            _lines.Enqueue(line);
            if (_lines.Count > Most)
            {
                _lines.Dequeue();
            }
        }
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : $"{text[..length]}…";

    private sealed class Logger(WarningLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Warning and not LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel) || !log.IsWanted(category, eventId.Id))
            {
                return;
            }

            log.Add(new LogLine
            {
                At = log.Time.GetUtcNow(),
                Level = logLevel,
                Category = category,
                EventId = eventId.Id,
                Message = Cut(formatter(state, exception), MaxMessage),
                Exception = exception is null ? null : Cut(exception.ToString(), MaxException),
                TraceId = FindTrace(state) ?? Activity.Current?.TraceId.ToHexString(),
            });
        }

        private static string? FindTrace<TState>(TState state)
        {
            if (state is IReadOnlyList<KeyValuePair<string, object?>> values)
            {
                foreach (var (name, value) in values)
                {
                    if (name == "Trace" && value is not null)
                    {
                        return value.ToString();
                    }
                }
            }

            return null;
        }
    }

    private TimeProvider Time => time;
}
