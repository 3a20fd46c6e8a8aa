using System.Reflection;
using System.Text;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Conformance;

/// <summary>The table of the statements of MQTT: complete, and what it says is shown by tests.</summary>
public sealed class ConformancePageTests
{
    private const string Heading = "\n### MQTT 3.1.1\n";

    private static readonly ILookup<(string Version, string Number), string> Tests = (
        from type in typeof(ConformancePageTests).Assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
        from conformance in method.GetCustomAttributes<ConformanceAttribute>()
        from statement in conformance.Statements
        let name = $"{type.Name}.{method.Name}"
        orderby name
        select (Key: (conformance.Version, statement), name)).ToLookup(static test => test.Key, static test => test.name);

    private static readonly string[] Hows = [Statement.Met, Statement.Different, Statement.NotApplicable, Statement.Client];

    [Fact]
    public async Task Statements_ThatAreMet_HaveTests_AndTheOthersAReason()
    {
        var statements = await ReadStatementsAsync();

        Assert.All(statements, static statement =>
        {
            Assert.Contains(statement.How, Hows);
            Assert.Equal(statement.How == Statement.Client, statement.Summary.Length == 0);
            var tests = Tests[(statement.Version, statement.Number)];
            switch (statement.How)
            {
                case Statement.Met:
                    Assert.True(tests.Any(), $"{statement.Version} {statement.Number} has no test.");
                    break;
                case Statement.Different:
                    Assert.NotEmpty(statement.Reason);
                    break;
                default:
                    Assert.True(!tests.Any(), $"{statement.Version} {statement.Number} has tests.");
                    Assert.Equal(statement.How == Statement.NotApplicable, statement.Reason.Length > 0);
                    break;
            }
        });
        Assert.DoesNotContain(statements.GroupBy(static statement => (statement.Version, statement.Number)), static same => same.Count() > 1);
    }

    [Fact]
    public async Task Numbers_OnTests_AreThoseOfStatements()
    {
        var known = (await ReadStatementsAsync()).Select(static statement => (statement.Version, statement.Number)).ToHashSet();

        Assert.DoesNotContain(Tests.Select(static test => test.Key), key => !known.Contains(key));
    }

    [Fact]
    public async Task Page_HasTheTable()
    {
        var path = Path.Combine(Programs.Root, "docs", "mqtt.md");
        var page = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var start = page.IndexOf(Heading, StringComparison.Ordinal);
        Assert.True(start > 0);
        var table = Write(await ReadStatementsAsync());
        if (Environment.GetEnvironmentVariable("MQANT_TEST_WRITE_PAGES") == "1")
        {
            page = page[..start] + table;
            await File.WriteAllTextAsync(path, page, TestContext.Current.CancellationToken);
        }

        Assert.Equal(table, page[start..]);
    }

    private static string Write(IReadOnlyList<Statement> statements)
    {
        var text = new StringBuilder();
        foreach (var version in statements.GroupBy(static statement => statement.Version))
        {
            var count = version.CountBy(static statement => statement.How).ToDictionary();
            text.Append($"\n### MQTT {version.Key}\n\n");
            text.Append($"{count[Statement.Met]} met, {count[Statement.Different]} different on purpose, {count[Statement.NotApplicable]} not applicable.\n\n");
            text.Append("| Statement | What it asks | | Shown by, or why |\n|---|---|---|---|\n");
            foreach (var statement in version.Where(static statement => statement.How != Statement.Client))
            {
                var tests = string.Join(", ", Tests[(statement.Version, statement.Number)].Distinct().Select(static test => $"`{test}`"));
                string[] last = [statement.Reason, tests];
                text.Append($"| {statement.Number} | {statement.Summary} | {statement.How} | {string.Join("; ", last.Where(static part => part.Length > 0))} |\n");
            }

            var clients = version.Where(static statement => statement.How == Statement.Client).Select(static statement => statement.Number["MQTT-".Length..]);
            text.Append($"\nStatements for clients alone: {string.Join(", ", clients)}.\n");
        }

        return text.ToString();
    }

    private static async Task<IReadOnlyList<Statement>> ReadStatementsAsync()
    {
        var path = Path.Combine(Programs.Root, "Tests", "Conformance", "statements.txt");
        var lines = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
        return
        [
            .. lines.Where(static line => line.Length > 0 && line[0] != '#').Select(static line => line.Split(" | ")).Select(static cells =>
                new Statement(cells[0], cells[1], cells[2], cells.ElementAtOrDefault(3) ?? "", cells.ElementAtOrDefault(4) ?? "")),
        ];
    }
}
