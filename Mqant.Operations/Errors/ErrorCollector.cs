using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace Mqant.Operations.Errors;

/// <summary>
/// Counts the errors of this process as they are logged. Threads that log pay for a look-up and an increment; stacks are read later, of a few: see <see cref="ErrorDigester"/>.
/// </summary>
internal sealed class ErrorCollector
{
    /// <summary>In an exception's data: that it was counted, and in which trace.</summary>
    public const string Mark = "mqant.reported";

    // Kinds of errors of a process, which are as many as there are throwing methods and handlers. What is beyond is counted together.
    private const int MaxKeys = 4_096;

    // How many errors are kept between two drains, of all keys. One of a key that is new always is.
    private const int MaxKept = 256;

    private const string Module = "Module";
    private const string Handler = "Handler";
    private const string Trace = "Trace";

    private readonly ConcurrentDictionary<ErrorKey, ErrorCounter> _counters = new();
    private readonly ErrorCounter _others = new();
    private readonly List<ErrorCounter> _forgotten = [];
    private readonly ConcurrentDictionary<Type, bool> _isExpected = new();
    private readonly IServiceProvider _services;
    private readonly TimeProvider _time;
    private Settings? _settings;
    private IGrainContextAccessor? _grains;
    private int _kept;

    public ErrorCollector(IServiceProvider services, TimeProvider time)
    {
        _services = services;
        _time = time;
    }

    // Asked for when the first error is logged: the log is made before the options can be, which are checked by services that log.
    private Settings Known => _settings ??= new Settings(_services);

    /// <summary>Counts an error.</summary>
    public void Add<TState>(
        string category, LogLevel level, EventId eventId, TState state, Exception exception, Func<TState, Exception?, string> formatter, IExternalScopeProvider scopes)
    {
        exception = ErrorOrigin.WithoutWrappers(exception);
        if (!Known.IsOn || IsExpected(exception, category))
        {
            return;
        }

        var values = state as IReadOnlyList<KeyValuePair<string, object?>> ?? [];
        string? module = null, handler = null, trace = null;
        for (var i = 0; i < values.Count; i++)
        {
            var (name, value) = values[i];
            switch (name)
            {
                case Module:
                    module = value as string;
                    break;
                case Handler:
                    handler = value as string;
                    break;
                case Trace:
                    trace = value?.ToString();
                    break;
            }
        }

        var call = trace is null ? CallScope.Current : null;
        if (WasCounted(exception, trace ?? call?.Trace.ToString() ?? string.Empty, $"{eventId.Id} {category}"))
        {
            return;
        }

        var now = _time.GetUtcNow();
        var key = new ErrorKey(exception.GetType(), exception.TargetSite, category, eventId.Id, module ?? call?.Module, handler ?? call?.Handler);
        if (!_counters.TryGetValue(key, out var counter))
        {
            counter = _counters.Count < MaxKeys ? _counters.GetOrAdd(key, static _ => new ErrorCounter()) : _others;
        }

        // One of a new kind always finds a place: how many these can be is bounded too.
        var isFirst = !counter.IsKnown;
        if (counter.Count(now.UtcTicks) && (Interlocked.Increment(ref _kept) <= MaxKept || isFirst))
        {
            counter.Keep(Capture(category, level, eventId, state, values, exception, formatter, scopes, call ?? CallScope.Current, now));
        }
    }

    /// <summary>Takes what was counted since the last time.</summary>
    public List<(ErrorCounter Counter, bool IsOthers, ErrorCounter.Counted Counted)> Drain()
    {
        Volatile.Write(ref _kept, 0);
        var drained = new List<(ErrorCounter, bool, ErrorCounter.Counted)>();
        foreach (var counter in _counters.Select(static entry => entry.Value).Concat(_forgotten))
        {
            if (counter.Drain() is { Count: > 0 } counted)
            {
                drained.Add((counter, false, counted));
            }
        }

        _forgotten.Clear();

        if (_others.Drain() is { Count: > 0 } others)
        {
            drained.Add((_others, true, others));
        }

        return drained;
    }

    /// <summary>Forgets kinds that did not happen for a while; what somebody is just counting is in the next drain.</summary>
    public void Forget(TimeSpan idle)
    {
        var before = (_time.GetUtcNow() - idle).UtcTicks;
        foreach (var entry in _counters)
        {
            if (entry.Value.IsIdleSince(before) && _counters.TryRemove(entry))
            {
                _forgotten.Add(entry.Value);
            }
        }
    }

    private CapturedError Capture<TState>(
        string category, LogLevel level, EventId eventId, TState state, IReadOnlyList<KeyValuePair<string, object?>> values, Exception exception,
        Func<TState, Exception?, string> formatter, IExternalScopeProvider scopes, CallDescription? call, DateTimeOffset now)
    {
        var facts = new List<KeyValuePair<string, string>>();
        var log = string.Empty;
        try
        {
            AddFacts(facts, values);
            log = Known.Secrets.Clean(formatter(state, null), values);
            scopes.ForEachScope((scope, found) => AddFacts(found, scope as IEnumerable<KeyValuePair<string, object?>> ?? []), facts);
        }
        catch (Exception)
        {
            // Values and scopes are of game code, and may fail when they are read. The error counts all the same.
        }

        var grain = FindGrain();
        return new CapturedError
        {
            Exception = exception,
            At = now,
            Level = level,
            Category = category,
            Event = eventId,
            Log = log,
            Facts = facts,
            Call = call,
            GrainModule = grain?.GrainInstance is { } instance ? ModuleDescriptor.For(instance.GetType())?.Traits.Name : null,
            Grain = grain?.GrainId.ToString(),
            Activity = Activity.Current?.TraceId.ToString(),
        };
    }

    private void AddFacts(List<KeyValuePair<string, string>> facts, IEnumerable<KeyValuePair<string, object?>> values)
    {
        foreach (var (name, value) in values)
        {
            if (facts.Count < ErrorSamples.MaxFacts && name != "{OriginalFormat}")
            {
                facts.Add(new(name, Known.Secrets.Describe(name, value)));
            }
        }
    }

    // Processes that are no silo have none. What it needs exists by then: somebody logged from a grain.
    private IGrainContext? FindGrain()
    {
        _grains ??= _services.GetService<IGrainContextAccessor>();
        return _grains?.GrainContext is { GrainInstance: not null } grain ? grain : null;
    }

    // What is thrown for a client to see is no error, unless it ended where no client is: in a room's tick, for example.
    private bool IsExpected(Exception exception, string category) =>
        exception is GameException ? !category.StartsWith("Mqant.", StringComparison.Ordinal)
        : Known.Expected.Count > 0 && _isExpected.GetOrAdd(exception.GetType(), static (type, expected) => IsAnyOf(type, expected), Known.Expected);

    private static bool IsAnyOf(Type type, HashSet<string> expected)
    {
        for (var t = type; t is not null; t = t.BaseType)
        {
            if (expected.Contains(t.FullName!))
            {
                return true;
            }
        }

        return false;
    }

    // Code that logs an exception and throws it on has it logged again by whoever ends it, perhaps in another process: the exception's data travel with it. One that is thrown again and again,
    // by a task that is kept, ends another trace each time, or is logged by the same line.
    private static bool WasCounted(Exception exception, string trace, string source)
    {
        try
        {
            var data = exception.Data;
            if (data[Mark] is not string mark)
            {
                data[Mark] = $"{trace}|{source}";
                return false;
            }

            var end = mark.IndexOf('|', StringComparison.Ordinal);
            var (before, by) = (mark[..end], mark[(end + 1)..]);
            if (before == trace)
            {
                return trace.Length > 0 || by != source;
            }

            data[Mark] = $"{(trace.Length > 0 ? trace : before)}|{by}";
            return before.Length == 0 || trace.Length == 0;
        }
        catch (Exception)
        {
            // Types of exceptions may have data of their own making, which take nothing.
            return false;
        }
    }

    private sealed class Settings(IServiceProvider services)
    {
        private readonly ErrorOptions _options = services.GetRequiredService<IOptions<ErrorOptions>>().Value;

        public bool IsOn => _options.Enabled;

        public SecretFilter Secrets { get; } = services.GetRequiredService<SecretFilter>();

        public HashSet<string> Expected => field ??= [.. _options.Expected];
    }
}
