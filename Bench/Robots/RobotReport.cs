using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using HdrHistogram;
using Mqant.Bench.Servers;

namespace Mqant.Bench.Robots;

/// <summary>What a run of robots has come to.</summary>
internal sealed class RobotReport(RobotSettings settings, RobotStatistics statistics, TimeSpan elapsed, long requests, long pushes, int players)
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Broken rules and lost connections.</summary>
    internal long Errors => statistics.Load.Failures;

    /// <summary>How the rooms of the server ticked while robots still came and in the first seconds after; null when it is somebody else's.</summary>
    internal TickTimes? FirstTicks { get; set; }

    /// <summary>How they ticked from then on.</summary>
    internal TickTimes? Ticks { get; set; }

    internal static double Milliseconds(HistogramBase histogram, double percentile) =>
        histogram.TotalCount == 0 ? 0 : histogram.GetValueAtPercentile(percentile) / 1e4;

    internal void Write(TextWriter output)
    {
        void Line(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));

        var latency = statistics.Load.Latency;
        Line($"players    {players:N0} of {settings.Players:N0} at the end, {settings.Module}");
        Line($"requests   {requests:N0} in {elapsed.TotalSeconds:0.0} s, {requests / elapsed.TotalSeconds:N0} a second");
        Line($"latency    p50 {Milliseconds(latency, 50):0.00} ms, p99 {Milliseconds(latency, 99):0.00} ms, max {Milliseconds(latency, 100):0.00} ms");
        Line($"pushes     {pushes:N0}, {pushes / elapsed.TotalSeconds:N0} a second");
        if (statistics.GamesEnded > 0)
        {
            Line($"games      {statistics.GamesEnded:N0} ended for a player");
        }

        WriteTicks("ticks", Ticks);
        WriteTicks(" at first", FirstTicks);

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
            Seconds = elapsed.TotalSeconds,
            Requests = requests,
            RequestsPerSecond = requests / elapsed.TotalSeconds,
            LatencyMilliseconds = new { P50 = Milliseconds(latency, 50), P99 = Milliseconds(latency, 99), Max = Milliseconds(latency, 100) },
            Pushes = pushes,
            PushesPerSecond = pushes / elapsed.TotalSeconds,
            statistics.GamesEnded,
            Ticks,
            FirstTicks,
            Errors,
            statistics.Load.Explanations,
        };
        File.WriteAllText(file, JsonSerializer.Serialize(report, Json));
    }
}
