using System.Diagnostics;
using Mqant.Operations.Errors;
using Mqant.Operations.Notifications;

namespace Mqant.Operations.Processes;

/// <summary>Keeps the warnings of this process, and worse, until they are reported. Of the same event again and again a few lines are kept, the last of them with how many were left out.</summary>
[ProviderAlias("MqantConsole")]
internal sealed class WarningLog(IServiceProvider services, TimeProvider time) : ILoggerProvider
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
    private readonly Dictionary<(string Category, int Event), Alike> _alike = [];
    private long _since = time.GetTimestamp();
    private long _number;

    // Asked for when the first line is logged: logs are made before options can be.
    private SecretFilter Secrets => field ??= services.GetRequiredService<SecretFilter>();

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    /// <summary>Takes out the oldest lines.</summary>
    public LogLine[] Take(int most)
    {
        lock (_gate)
        {
            Turn();
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

    // Asked before a line is written out, which takes longer than all else.
    private bool IsWanted(string category, int eventId)
    {
        lock (_gate)
        {
            Turn();
            if (!_alike.TryGetValue((category, eventId), out var alike))
            {
                if (_alike.Count >= MostEvents)
                {
                    return false;
                }

                _alike[(category, eventId)] = alike = new Alike();
            }

            if (alike.Kept < MostAlike)
            {
                alike.Kept++;
                return true;
            }

            alike.LeftOut++;
            return false;
        }
    }

    private void Add(LogLine line)
    {
        lock (_gate)
        {
            Enqueue(line);
            if (_alike.TryGetValue((line.Category, line.EventId), out var alike))
            {
                alike.Last = line;
            }
        }
    }

    // What was left out of the window that is over is said with the last line that was not.
    private void Turn()
    {
        if (time.GetElapsedTime(_since) < Window)
        {
            return;
        }

        _since = time.GetTimestamp();
        foreach (var alike in _alike.Values)
        {
            if (alike is { LeftOut: > 0, Last: { } last })
            {
                Enqueue(last with { At = time.GetUtcNow(), LeftOut = alike.LeftOut });
            }
        }

        _alike.Clear();
    }

    private void Enqueue(LogLine line)
    {
        _lines.Enqueue(line with { Number = ++_number });
        if (_lines.Count > Most)
        {
            _lines.Dequeue();
        }
    }

    // Lines of one event in a window.
    private sealed class Alike
    {
        public int Kept { get; set; }

        public int LeftOut { get; set; }

        public LogLine? Last { get; set; }
    }

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

            // Before they are cut: half a secret is not known as one.
            var values = state as IReadOnlyList<KeyValuePair<string, object?>> ?? [];
            log.Add(new LogLine
            {
                At = log.Time.GetUtcNow(),
                Level = logLevel,
                Category = category,
                EventId = eventId.Id,
                Message = PlainText.Cut(log.Secrets.Clean(formatter(state, exception), values), MaxMessage),
                Exception = exception is null ? null : PlainText.Cut(log.Secrets.Clean(ExceptionText.Of(exception), values), MaxException),
                TraceId = FindTrace(values) ?? CallScope.Current?.Trace.ToString() ?? Activity.Current?.TraceId.ToHexString(),
            });
        }

        private static string? FindTrace(IReadOnlyList<KeyValuePair<string, object?>> values) =>
            values.FirstOrDefault(static value => value.Key == "Trace").Value?.ToString();
    }

    private TimeProvider Time => time;
}
