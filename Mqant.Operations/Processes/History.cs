namespace Mqant.Operations.Processes;

/// <summary>The last hour of something, in steps of ten seconds: some 13 KB, whatever happens.</summary>
internal sealed class History
{
    /// <summary>How many steps are kept.</summary>
    public const int Steps = 360;

    /// <summary>The length of a step.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    private readonly Entry[] _entries = new Entry[Steps];
    private long _first = -1;
    private long _last = -1;

    /// <summary>Enters what happened in a step that is over.</summary>
    public void Close(long step, CallWindow calls, long pushes, long sessions)
    {
        if (_first < 0)
        {
            _first = step;
        }

        for (var skipped = Math.Max(_last + 1, step - Steps + 1); skipped < step && _last >= 0; skipped++)
        {
            _entries[skipped % Steps] = new Entry(0, 0, null, null, 0, sessions);
        }

        var (count, errors, durations) = calls.Read(step);
        _entries[step % Steps] = new Entry(
            count, errors, (float?)durations.GetPercentile(0.5)?.TotalMilliseconds, (float?)durations.GetPercentile(0.99)?.TotalMilliseconds, pushes, sessions);
        _last = step;
        _first = Math.Max(_first, step - Steps + 1);
    }

    /// <summary>The last steps.</summary>
    public HistoryView Read(int steps)
    {
        if (_last < 0)
        {
            return new HistoryView();
        }

        var from = Math.Max(_first, _last - steps + 1);
        var entries = new Entry[_last - from + 1];
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = _entries[(from + i) % Steps];
        }

        return new HistoryView
        {
            From = DateTimeOffset.UnixEpoch + (from * Step),
            Requests = Array.ConvertAll(entries, static entry => entry.Calls / Step.TotalSeconds),
            Errors = Array.ConvertAll(entries, static entry => entry.Errors / Step.TotalSeconds),
            P50 = Array.ConvertAll(entries, static entry => Round(entry.P50)),
            P99 = Array.ConvertAll(entries, static entry => Round(entry.P99)),
            Pushes = Array.ConvertAll(entries, static entry => entry.Pushes / Step.TotalSeconds),
            Sessions = Array.ConvertAll(entries, static entry => entry.Sessions),
        };
    }

    private static double? Round(float? milliseconds) => milliseconds is { } value ? Math.Round(value, 3) : null;

    private readonly record struct Entry(long Calls, long Errors, float? P50, float? P99, long Pushes, long Sessions);
}
