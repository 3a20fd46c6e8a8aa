using System.Diagnostics.Metrics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Mqant.Tests.Infrastructure;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Mqant.Tests.Telemetry;

/// <summary>Dashboards, alerts and what starts them, as far as that can be tried without Grafana and Prometheus: they can be read, and ask for what there is.</summary>
public sealed partial class ObserveTests(MeasuredGame game) : IClassFixture<MeasuredGame>
{
    private static readonly string Folder = Path.Combine(Programs.Root, "observe");

    // Prometheus' own, and what the runtime and Orleans measure besides.
    private static readonly string[] OtherMeters = ["System.Runtime", "Microsoft.Orleans"];

    private static readonly string[] Words = ["by", "without", "or", "and", "unless", "on", "ignoring", "group_left", "bool", "offset"];

    public static TheoryData<string> Dashboards => [.. Directory.GetFiles(Path.Combine(Folder, "grafana", "dashboards"), "*.json").Select(static file => Path.GetFileName(file)).Order()];

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Dashboard_AsksForWhatThereIs(string name)
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "grafana", "dashboards", name)));
        var root = dashboard.RootElement;
        Assert.Equal(name, root.GetProperty("uid").GetString() + ".json");
        var panels = root.GetProperty("panels").EnumerateArray().Where(static panel => panel.GetProperty("type").GetString() != "row").ToList();
        Assert.NotEmpty(panels);
        Assert.Equal(panels.Count, panels.Select(static panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        var expressions = panels.SelectMany(static panel => panel.GetProperty("targets").EnumerateArray()).Select(static target => target.GetProperty("expr").GetString()!);
        var lists = root.GetProperty("templating").GetProperty("list").EnumerateArray()
            .Where(static variable => variable.GetProperty("type").GetString() == "query")
            .Select(static variable => variable.GetProperty("definition").GetString()!);
        Check([.. expressions, .. lists]);
    }

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Dashboard_PanelsDoNotCoverEachOther(string name)
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "grafana", "dashboards", name)));
        var taken = new HashSet<(int, int)>();
        foreach (var panel in dashboard.RootElement.GetProperty("panels").EnumerateArray())
        {
            var place = panel.GetProperty("gridPos");
            var (x, y, w, h) = (place.GetProperty("x").GetInt32(), place.GetProperty("y").GetInt32(), place.GetProperty("w").GetInt32(), place.GetProperty("h").GetInt32());
            Assert.InRange(x + w, 1, 24);
            Assert.All(from column in Enumerable.Range(x, w) from line in Enumerable.Range(y, h) select (column, line), cell => Assert.True(taken.Add(cell), $"{panel.GetProperty("title")}"));
        }
    }

    [Fact]
    public void Alerts_AskForWhatThereIs()
    {
        var rules = Read("alerts.yml")["groups"].Items().SelectMany(static group => group["rules"].Items()).ToList();

        Assert.All(rules, static rule => Assert.NotEmpty(rule["alert"].Text() + rule["labels"]["severity"].Text() + rule["annotations"]["summary"].Text()));
        Check([.. rules.Select(static rule => rule["expr"].Text())]);
    }

    [Fact]
    public async Task Names_OfWhatAGatewayAnswers_AreThoseOfTheInstruments()
    {
        await using var gateway = await MqantProcess.StartGatewayAsync([]);
        using var client = await GameClient.ConnectAsync(gateway);
        await client.CallAsync("HelloWorld/HD_Say", """{"say":"metrics"}""");
        await client.CallAsync("Nowhere/HD_Say", "{}");
        using var http = new HttpClient();

        var text = await http.GetStringAsync(new Uri(gateway.Management, "metrics"), TestContext.Current.CancellationToken);

        var names = Series().Matches(text).Select(static line => line.Groups["name"].Value).Where(static name => name.StartsWith("mqant_", StringComparison.Ordinal)).ToHashSet();
        var known = game.Instruments.Published.SelectMany(PrometheusNames.Of).ToHashSet();
        Assert.Empty(names.Except(known));
        Assert.True(names.Count > 30, $"{names.Count}");
        Assert.Contains("mqant_gateway_requests_total{", text, StringComparison.Ordinal);
        Assert.Contains("""mqant_module="(unknown)",""", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Nowhere", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Compose_StartsPrometheusAndGrafanaWithTheProfile()
    {
        var services = Parse(Path.Combine(Programs.Root, "docker-compose.yml"))["services"];

        foreach (var name in new[] { "prometheus", "grafana" })
        {
            Assert.Equal("observe", Assert.Single(services[name]["profiles"].Items()).Text());
            foreach (var mounted in services[name]["volumes"].Items().Select(static volume => volume.Text().Split(':')[0]).Where(static path => path.StartsWith('.')))
            {
                Assert.True(Path.Exists(Path.Combine(Programs.Root, mounted)), mounted);
            }

            Assert.All(services[name]["ports"].Items(), static port => Assert.StartsWith("127.0.0.1:", port.Text(), StringComparison.Ordinal));
        }

        var scraped = Read("prometheus.yml")["scrape_configs"].Items().Single()["dns_sd_configs"].Items().Single();
        foreach (var name in scraped["names"].Items().Select(static name => name.Text()))
        {
            Assert.Equal(scraped["port"].Text(), services[name]["environment"]["<<"]["Mqant__Management__Port"].Text());
        }
    }

    [Fact]
    public void Provisioning_NamesWhatComposeMounts()
    {
        var compose = File.ReadAllText(Path.Combine(Programs.Root, "docker-compose.yml"));

        var provider = Read("grafana/provisioning/dashboards/mqant.yml")["providers"].Items().Single();
        var source = Read("grafana/provisioning/datasources/prometheus.yml")["datasources"].Items().Single();
        Assert.Contains($"./observe/grafana/dashboards:{provider["options"]["path"].Text()}:ro", compose, StringComparison.Ordinal);
        Assert.Equal("http://prometheus:9090", source["url"].Text());
        Assert.Equal("alerts.yml", Assert.Single(Read("prometheus.yml")["rule_files"].Items()).Text());
    }

    private void Check(IReadOnlyList<string> expressions)
    {
        var others = new List<Instrument>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (OtherMeters.Contains(instrument.Meter.Name))
                {
                    others.Add(instrument);
                }
            },
        };
        listener.Start();
        var known = game.Instruments.Published.Concat(others).SelectMany(PrometheusNames.Of).Append("up").ToHashSet();
        var labels = game.Instruments.Attributes().Select(static seen => PrometheusNames.OfAttribute(seen.Attribute)).Concat(["instance", "job", "le", "error_type"]).ToHashSet();
        Assert.NotEmpty(expressions);
        foreach (var expression in expressions)
        {
            var listed = LabelValues().Match(expression);
            var query = listed.Success ? $"sum by ({listed.Groups["label"].Value}) ({listed.Groups["metric"].Value})" : expression;
            var matchers = Matchers().Matches(query).SelectMany(static group => Matcher().Matches(group.Value)).Select(static matcher => matcher.Groups["label"].Value);
            var grouped = Grouping().Matches(query).SelectMany(static group => Label().Matches(group.Groups["labels"].Value)).Select(static label => label.Value);
            var names = Metric().Matches(Grouping().Replace(Matchers().Replace(query, "{}"), " ")).Select(static name => name.Value).Where(static name => !Words.Contains(name)).ToList();
            Assert.NotEmpty(names);
            Assert.All(names, name => Assert.True(known.Contains(name), $"{name} in {expression}"));
            Assert.All(matchers.Concat(grouped), label => Assert.True(labels.Contains(label), $"{label} in {expression}"));
            Assert.Equal(query.Count('('), query.Count(')'));
        }
    }

    private static YamlNode Read(string file) => Parse(Path.Combine(Folder, file));

    private static YamlNode Parse(string path)
    {
        using var reader = new StreamReader(path);
        var stream = new YamlStream();
        stream.Load(reader);
        return Assert.Single(stream.Documents).RootNode;
    }

    [GeneratedRegex(@"^(?<name>[a-z_]+)(?:\{.*\})? ", RegexOptions.Multiline)]
    private static partial Regex Series();

    [GeneratedRegex(@"^label_values\((?<metric>\w+), (?<label>\w+)\)$")]
    private static partial Regex LabelValues();

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex Matchers();

    [GeneratedRegex("""(?<label>\w+)\s*(?:=~|!~|!=|=)\s*"[^"]*["]""")]
    private static partial Regex Matcher();

    [GeneratedRegex(@"\b(?:by|without)\s*\((?<labels>[^()]*)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Label();

    // A word that is no function, no duration and no variable.
    [GeneratedRegex(@"(?<![\w.$\[])[a-zA-Z_]\w*(?!\w*\s*\()")]
    private static partial Regex Metric();
}
