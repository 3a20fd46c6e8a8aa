namespace Mqant.Operations.Errors;

/// <summary>What is to be reported of a group next.</summary>
internal sealed class PendingError(ErrorOrigin origin, string message)
{
    // As many as reach into the past of a group's series.
    private const int MaxMinutes = 60;
    private const int MaxNames = 20;
    private const int MaxSamples = 3;

    private readonly Dictionary<long, long> _minutes = [];
    private readonly HashSet<string> _modules = new(StringComparer.Ordinal);
    private readonly List<string> _versions = [];
    private readonly List<ErrorSample> _samples = [];
    private DateTimeOffset _first = DateTimeOffset.MaxValue;
    private DateTimeOffset _last;
    private LogLevel _level = LogLevel.Error;

    public bool WantsSample => _samples.Count < MaxSamples;

    public void Add(long count, DateTimeOffset first, DateTimeOffset last)
    {
        _first = first < _first ? first : _first;
        _last = last > _last ? last : _last;
        var minute = ErrorMinutes.Of(last);
        if (_minutes.Count == MaxMinutes && !_minutes.ContainsKey(minute))
        {
            minute = _minutes.Keys.Max();
        }

        _minutes[minute] = _minutes.GetValueOrDefault(minute) + count;
    }

    public void Add(string module, string version, LogLevel level)
    {
        _level = level > _level ? level : _level;
        if (module.Length > 0 && _modules.Count < MaxNames)
        {
            _modules.Add(module);
        }

        if (_versions.Count < MaxNames && !_versions.Contains(version))
        {
            _versions.Add(version);
        }
    }

    public void Add(ErrorSample sample) => _samples.Add(sample);

    public ErrorDelta ToDelta() => new()
    {
        Id = origin.Id,
        Type = origin.Type,
        Where = origin.Where,
        Message = message,
        Level = _level,
        First = _first,
        Last = _last,
        Minutes = new Dictionary<long, long>(_minutes),
        Modules = [.. _modules],
        Versions = [.. _versions],
        Samples = [.. _samples],
    };
}
