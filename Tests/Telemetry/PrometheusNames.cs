using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;

namespace Mqant.Tests.Telemetry;

/// <summary>What Prometheus calls an instrument: the rules of OpenTelemetry's exporter. That they are these is tested on what a gateway really answers.</summary>
internal static partial class PrometheusNames
{
    /// <summary>The series of an instrument.</summary>
    public static IEnumerable<string> Of(Instrument instrument) => Of(instrument.Name, instrument.Unit, KindOf(instrument));

    /// <inheritdoc cref="Of(Instrument)"/>
    public static IEnumerable<string> Of(string name, string? unit, string kind)
    {
        var full = NotAllowed().Replace(name, "_");
        var suffix = unit switch
        {
            "s" => "_seconds",
            "ms" => "_milliseconds",
            "By" => "_bytes",
            "MB" => "_megabytes",
            _ => "",
        };
        full = suffix.Length > 0 && !full.EndsWith(suffix, StringComparison.Ordinal) ? full + suffix : full;
        return kind switch
        {
            "counter" => [full.EndsWith("_total", StringComparison.Ordinal) ? full : full + "_total"],
            "histogram" => [full + "_bucket", full + "_sum", full + "_count"],
            _ => [full],
        };
    }

    /// <summary>As the page calls it: counter, updown counter, gauge or histogram.</summary>
    public static string KindOf(Instrument instrument)
    {
        var kind = instrument.GetType().Name;
        return kind.Contains("UpDown", StringComparison.Ordinal) ? "up-down counter"
            : kind.Contains("Counter", StringComparison.Ordinal) ? "counter"
            : kind.Contains("Gauge", StringComparison.Ordinal) ? "gauge"
            : "histogram";
    }

    /// <summary>What Prometheus calls an attribute.</summary>
    public static string OfAttribute(string attribute) => NotAllowed().Replace(attribute, "_");

    [GeneratedRegex("[^a-zA-Z0-9_:]")]
    private static partial Regex NotAllowed();
}
