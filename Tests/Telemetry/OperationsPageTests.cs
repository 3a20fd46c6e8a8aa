using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Telemetry;

/// <summary>The page for operators: its tables list the instruments that there are, and its rules are those that Prometheus gets.</summary>
public sealed partial class OperationsPageTests(MeasuredGame game) : IClassFixture<MeasuredGame>
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Programs.Root, "docs", "operations.md"));

    private static Dictionary<string, (string Kind, string Unit, string[] Attributes, string Meaning)> Listed => Row().Matches(Page).ToDictionary(
        static row => row.Groups["name"].Value,
        static row => (
            row.Groups["kind"].Value,
            row.Groups["unit"].Value,
            Attribute().Matches(row.Groups["attributes"].Value).Select(static attribute => attribute.Value).ToArray(),
            row.Groups["meaning"].Value));

    [Fact]
    public void Instruments_OnThePage_AreThoseThatThereAre()
    {
        var there = game.Instruments.Published.Select(Describe);

        Assert.Equal(there.Order(), Row().Matches(Page).Select(static row => (row.Groups["name"].Value, row.Groups["kind"].Value, row.Groups["unit"].Value, row.Groups["meaning"].Value)).Order());
    }

    [Fact]
    public void Attributes_OfWhatIsMeasured_AreOnThePage()
    {
        var missing = game.Instruments.Attributes().Where(static seen => !Listed[seen.Instrument].Attributes.Contains(seen.Attribute));

        Assert.Empty(missing);
    }

    [Fact]
    public void Attributes_OnThePage_AreMeasured()
    {
        // What fails on purpose only is not in the game that this looks at.
        var seen = game.Instruments.Attributes();
        var never = Listed.Where(static row => row.Key != "mqant.storage.duration").SelectMany(static row => row.Value.Attributes.Select(a => (row.Key, a))).Where(row => !seen.Contains(row));

        Assert.Empty(never);
    }

    [Fact]
    public async Task Rules_OnThePage_AreThoseOfTheFile()
    {
        var rules = await File.ReadAllTextAsync(Path.Combine(Programs.Root, "observe", "alerts.yml"), TestContext.Current.CancellationToken);

        Assert.Contains($"```yaml\n{rules}```", Page, StringComparison.Ordinal);
        var alerts = AlertName().Matches(rules).Select(static alert => alert.Groups["name"].Value).ToList();
        Assert.True(alerts.Count >= 10);
        Assert.Equal(alerts, AlertRow().Matches(Page).Select(static row => row.Groups["name"].Value));
    }

    private static (string Name, string Kind, string Unit, string Meaning) Describe(Instrument instrument) =>
        (instrument.Name, PrometheusNames.KindOf(instrument), instrument.Unit ?? "", instrument.Description ?? "");

    [GeneratedRegex(@"^\| `(?<name>mqant\.[a-z_.]+)` \| (?<kind>[a-z-]+(?: counter)?) \| `(?<unit>[^`]*)` \| (?<attributes>[^|]*) \| (?<meaning>[^|]*) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("(?<=`)[a-z._]+(?=`)")]
    private static partial Regex Attribute();

    [GeneratedRegex(@"- alert: (?<name>\w+)")]
    private static partial Regex AlertName();

    [GeneratedRegex(@"^\| `(?<name>[A-Z]\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex AlertRow();
}
