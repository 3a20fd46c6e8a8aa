using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Mqant;

/// <summary>Counts what does not reach its gateway or its clients, and says so in the log: once for each subject, for what fails once mostly fails again and again.</summary>
internal sealed partial class DroppedItems
{
    /// <summary>A gateway did not keep up.</summary>
    public const string Backlog = "backlog";

    /// <summary>It is larger than a message between silo and gateway.</summary>
    public const string TooLarge = "too_large";

    /// <summary>It could not be written, or not be read where it arrived.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>The gateway failed to carry it out.</summary>
    public const string Failed = "failed";

    // Subjects are topics, which can hold anything: those of the past are forgotten together.
    private const int MaxLogged = 1_000;

    private readonly ConcurrentDictionary<string, byte> _logged = new(StringComparer.Ordinal);
    private readonly CounterFamily _dropped;
    private readonly ILogger _logger;

    public DroppedItems(MqantMetrics metrics, ILogger<DroppedItems> logger)
    {
        _dropped = metrics.LaneDrops;
        _logger = logger;

        // They begin at zero: a series that begins with the first loss shows no rise.
        foreach (var reason in new[] { Backlog, TooLarge, Unreadable, Failed })
        {
            _dropped.Get(reason);
        }
    }

    public void AddBacklog() => _dropped.Get(Backlog).Add(1);

    public void Add(LaneItem item, string reason, Exception exception)
    {
        _dropped.Get(reason).Add(1);
        if (_logged.Count >= MaxLogged)
        {
            _logged.Clear();
        }

        if (_logged.TryAdd(item.Subject, 0))
        {
            Log.Dropped(_logger, item.Subject, item.Size, reason, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1104, LogLevel.Error, "'{Subject}' ({Size} bytes) was dropped, for itself alone: {Reason}. Further ones are counted and not logged.")]
        public static partial void Dropped(ILogger logger, string subject, int size, string reason, Exception exception);
    }
}
