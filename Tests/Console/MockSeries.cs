using System.Globalization;
using System.Text.Json.Nodes;

namespace Mqant.Tests.Console;

/// <summary>An hour of a game in the evening, with a deployment that went wrong for a while.</summary>
internal static class MockSeries
{
    private const int Points = 360;
    private const int Trouble = 230;

    public static JsonObject Make(double part)
    {
        var random = new Random(7);
        double Noise(double height) => height * (random.NextDouble() - 0.5);
        double Load(int at) => 0.82 + (0.18 * Math.Sin(at / 70.0)) + Noise(0.05);
        double Wrong(int at) => at is > Trouble and < Trouble + 45 ? Math.Sin((at - Trouble) / 45.0 * Math.PI) : 0;
        JsonArray Line(Func<int, double?> value) => new([.. Enumerable.Range(0, Points).Select(at => value(at) is { } known ? JsonValue.Create(Math.Round(known, 2)) : null)]);
        return new JsonObject
        {
            ["from"] = DateTime.UtcNow.AddHours(-1).ToString("O", CultureInfo.InvariantCulture),
            ["stepSeconds"] = 10,
            ["requests"] = Line(at => part * ((2500 * Load(at)) - (400 * Wrong(at)))),
            ["errors"] = Line(at => part * Math.Max(0, (11 * Wrong(at)) + 0.3 + Noise(0.5))),
            ["p50"] = Line(at => at < 12 ? null : 1.8 + (1.2 * Wrong(at)) + Noise(0.2)),
            ["p99"] = Line(at => at < 12 ? null : 13 + (38 * Wrong(at)) + Noise(4)),
            ["pushes"] = Line(at => part * 19_000 * Load(at)),
            ["sessions"] = Line(at => Math.Round(part * ((6200 * (0.9 + (0.1 * Math.Sin(at / 110.0)))) - (300 * Wrong(at))))),
        };
    }
}
