using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using HdrHistogram;
using Mqant.Bench.Servers;

namespace Mqant.Bench.Robots;

/// <summary>What a run of robots has come to.</summary>
/// <param name="settings">What was asked for.</param>
/// <param name="statistics">What the robots saw.</param>
/// <param name="counts">From the first robot on.</param>
/// <param name="steady">Since all robots had come and had settled.</param>
/// <param name="players">Robots that were there to the end.</param>
internal sealed class RobotReport(RobotSettings settings, RobotStatistics statistics, RobotCounts counts, RobotCounts steady, int players)
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Broken rules and lost connections.</summary>
    internal long Errors => statistics.Load.Failures;

    /// <summary>How the rooms of the server ticked while robots still came and in the first seconds after; null when it is somebody else's.</summary>
    internal TickTimes? FirstTicks { get; set; }

    /// <summary>How they ticked from then on.</summary>
    internal TickTimes? Ticks { get; set; }

    /// <summary>What the servers took while <see cref="RobotCounts"/> of the settled time were counted; null when they are somebody else's.</summary>
    internal IReadOnlyList<ServerUse>? Servers { get; set; }

    internal static double Milliseconds(HistogramBase histogram, double percentile) =>
        histogram.TotalCount == 0 ? 0 : histogram.GetValueAtPercentile(percentile) / 1e4;

    internal void Write(TextWriter output)
    {
        void Line(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));

        var latency = statistics.Load.Latency;
        Line($"players    {players:N0} of {settings.Players:N0} at the end, {settings.Module}");
        Line($"requests   {counts.Requests:N0} in {counts.Seconds:0.0} s, {steady.RequestsPerSecond:N0} a second in the end");
        Line($"latency    p50 {Milliseconds(latency, 50):0.00} ms, p99 {Milliseconds(latency, 99):0.00} ms, max {Milliseconds(latency, 100):0.00} ms");
        Line($"pushes     {counts.Pushes:N0}, {steady.PushesPerSecond:N0} a second in the end");
        if (statistics.GamesEnded > 0)
        {
            Line($"games      {statistics.GamesEnded:N0} ended for a player");
        }

        WriteTicks("ticks", Ticks);
        WriteTicks(" at first", FirstTicks);

        foreach (var server in Servers ?? [])
        {
            Line($"{server.Server,-10} {server.Cores:0.00} cores, {server.Megabytes:N0} MB");
        }

        Line($"errors     {Errors:N0}");
        foreach (string explanation in statistics.Load.Explanations)
        {
            Line($"           {explanation}");
        }

        void WriteTicks(string name, TickTimes? times)
        {
            if (times is { Count: > 0 })
            {
                Line($"{name,-10} {times.Count:N0}, late by p50 {times.Median:0.00} ms, p99 {times.P99:0.00} ms, max {times.Max:0.00} ms; {times.Lost:N0} lost");
            }
        }
    }

    internal void WriteJson(string file)
    {
        var latency = statistics.Load.Latency;
        var report = new
        {
            Time = TimeProvider.System.GetUtcNow(),
            settings.Module,
            settings.Players,
            PlayersAtEnd = players,
            settings.Ramp,
            settings.Interval,
            counts.Seconds,
            counts.Requests,
            counts.Pushes,
            Steady = steady,
            LatencyMilliseconds = new { P50 = Milliseconds(latency, 50), P99 = Milliseconds(latency, 99), Max = Milliseconds(latency, 100) },
            statistics.GamesEnded,
            Ticks,
            FirstTicks,
            Servers,
            Errors,
            statistics.Load.Explanations,
        };
        File.WriteAllText(file, JsonSerializer.Serialize(report, Json));
    }
}
