namespace Mqant.Operations.Processes;

/// <summary>Calls of the last minute, in steps of <see cref="History.Step"/>.</summary>
internal sealed class CallWindow
{
    private const int Steps = 6;

    // Rates are read from the current step and the one before it: from ten to twenty seconds.
    private const int RateSteps = 2;

    private readonly long[] _calls = new long[Steps];
    private readonly long[] _errors = new long[Steps];
    private readonly DurationHistogram[] _durations = [.. Enumerable.Repeat(DurationHistogram.Empty, Steps)];
    private long _step = -1;
    private long _lastAdded = -1;

    /// <summary>The step in which something happened last.</summary>
    public long LastStep => _lastAdded;

    public void Add(long step, long calls, long errors, DurationHistogram durations)
    {
        Turn(step);
        _lastAdded = Math.Max(_lastAdded, step);
        var at = (int)(step % Steps);
        _calls[at] += calls;
        _errors[at] += errors;
        _durations[at] = _durations[at].Total == 0 ? durations : _durations[at].Plus(durations);
    }

    /// <summary>Calls and errors of a step that is current or recent, and how long they took.</summary>
    public (long Calls, long Errors, DurationHistogram Durations) Read(long step)
    {
        Turn(Math.Max(step, _step));
        var at = (int)(step % Steps);
        return _step - step < Steps ? (_calls[at], _errors[at], _durations[at]) : (0, 0, DurationHistogram.Empty);
    }

    /// <summary>Rates and percentiles.</summary>
    /// <param name="step">The current step.</param>
    /// <param name="elapsed">Seconds of it that are over.</param>
    public CallNumbers Sum(long step, double elapsed)
    {
        Turn(step);
        var (calls, errors) = (0L, 0L);
        for (var i = 0; i < RateSteps; i++)
        {
            var at = (int)((step - i + Steps) % Steps);
            (calls, errors) = (calls + _calls[at], errors + _errors[at]);
        }

        var seconds = elapsed + (History.Step.TotalSeconds * (RateSteps - 1));
        var durations = _durations.Aggregate(DurationHistogram.Empty, static (sum, next) => next.Total == 0 ? sum : sum.Plus(next));
        return new CallNumbers(calls / seconds, errors / seconds, durations.GetPercentile(0.5), durations.GetPercentile(0.99));
    }

    // Empties the steps that have begun since.
    private void Turn(long step)
    {
        for (var begun = Math.Max(_step + 1, step - Steps + 1); begun <= step; begun++)
        {
            var at = (int)(begun % Steps);
            (_calls[at], _errors[at], _durations[at]) = (0, 0, DurationHistogram.Empty);
        }

        _step = Math.Max(_step, step);
    }
}
