using System.Diagnostics;
using System.Globalization;
using Mqant.Bench.Load;

namespace Mqant.Bench.Robots;

/// <summary>Brings the robots in at their rate, lets them play, and tells every second how it goes.</summary>
internal sealed class RobotRun(RobotSettings settings, EventLoop loop, TextWriter progress, CancellationToken stop)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestRamp = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(16);
    private static readonly TimeSpan LastPushes = TimeSpan.FromSeconds(1);

    // A server that has just started is still compiling, and rooms are being filled.
    private static readonly TimeSpan FirstSeconds = TimeSpan.FromSeconds(3);

    private readonly RobotStatistics _statistics = new();
    private readonly List<Robot> _robots = new(settings.Players);
    private readonly string _run = Random.Shared.Next(0x1000, 0xFFFF).ToString("x4", CultureInfo.InvariantCulture);
    private readonly long _began = Stopwatch.GetTimestamp();
    private long _nextStep;
    private long _nextLine;
    private long _lastLine = Stopwatch.GetTimestamp();

    /// <summary>Plays to the end, or until it is stopped; returns what was seen.</summary>
    /// <param name="settled">Called once, 3 s after the last robot came or when half of the time is over.</param>
    /// <param name="played">Called once, when the time is over.</param>
    internal RobotReport Run(Action? settled = null, Action? played = null)
    {
        loop.Tick = OnTick;
        loop.SetTick(Step);
        _nextLine = _began + Stopwatch.Frequency;
        try
        {
            loop.Run(() => _robots.Count == settings.Players || stop.IsCancellationRequested, LongestRamp);
            var first = FirstSeconds < settings.Duration / 2 ? FirstSeconds : settings.Duration / 2;
            loop.Run(() => stop.IsCancellationRequested, first);
            settled?.Invoke();
            var before = Count();
            loop.Run(() => stop.IsCancellationRequested, settings.Duration - first);
            played?.Invoke();
            var counts = Count();
            End();
            return new(settings, _statistics, counts, counts - before, _robots.Count(robot => robot is { IsReady: true, HasFailed: false }));
        }
        finally
        {
            loop.Tick = null;
            loop.SetTick(TimeSpan.Zero);
            _robots.ForEach(robot => robot.Disconnect());
        }
    }

    private RobotCounts Count() => new(Stopwatch.GetElapsedTime(_began).TotalSeconds, _statistics.Load.Completed, _statistics.Pushes);

    private void End()
    {
        _robots.ForEach(robot => robot.Rest());
        loop.Run(() => _robots.TrueForAll(robot => !robot.IsWaiting || robot.HasFailed), LongestEnd);
        long pushes;
        do
        {
            pushes = _statistics.Pushes;
            loop.Run(LastPushes);
        }
        while (settings.Module == RobotSettings.Chat && pushes != _statistics.Pushes);

        _robots.ForEach(robot => robot.CheckEnd());
    }

    private void OnTick(long now)
    {
        if (now < _nextStep)
        {
            return;
        }

        _nextStep = now + EventLoop.ToTimestamp(Step);
        double due = Math.Min(settings.Players, ((double)(now - _began) / Stopwatch.Frequency * settings.Ramp) + 1);
        while (_robots.Count < (int)due && !stop.IsCancellationRequested)
        {
            var robot = settings.Create(_robots.Count, _run, _statistics);
            _robots.Add(robot);
            loop.Open(robot, settings.Gateway);
        }

        foreach (var robot in _robots)
        {
            robot.ActIfDue(now);
        }

        if (now >= _nextLine)
        {
            WriteLine(now);
        }
    }

    private void WriteLine(long now)
    {
        double seconds = Stopwatch.GetElapsedTime(_lastLine, now).TotalSeconds;
        double median = RobotReport.Milliseconds(_statistics.Recent, 50), p99 = RobotReport.Milliseconds(_statistics.Recent, 99);
        var (requests, pushes) = _statistics.TakeRecent();
        int players = _robots.Count(robot => robot is { IsReady: true, HasFailed: false });
        progress.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Stopwatch.GetElapsedTime(_began, now).TotalSeconds,5:0} s  {players,7:N0} players  {requests / seconds,8:N0} requests/s  " +
            $"p50 {median,6:0.00} ms  p99 {p99,7:0.00} ms  {pushes / seconds,9:N0} pushes/s  {_statistics.Load.Failures:N0} errors"));
        _lastLine = now;
        _nextLine = now + Stopwatch.Frequency;
    }
}
