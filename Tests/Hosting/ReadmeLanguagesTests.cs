using System.Text.RegularExpressions;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Hosting;

/// <summary>The READMEs of both languages say the same, as far as that can be seen without reading: what one of them gets, the other gets too.</summary>
public sealed partial class ReadmeLanguagesTests
{
    private const string EnglishName = "README.md";
    private const string ChineseName = "README.zh-CN.md";

    private static readonly string English = File.ReadAllText(Path.Combine(Programs.Root, EnglishName));
    private static readonly string Chinese = File.ReadAllText(Path.Combine(Programs.Root, ChineseName));

    [Fact]
    public void Headings_OfBothLanguages_HaveTheSameLevels()
    {
        var (english, chinese) = (ReadHeadings(English), ReadHeadings(Chinese));
        var pairs = Enumerable.Range(0, Math.Max(english.Count, chinese.Count))
            .Select(i => $"{english.ElementAtOrDefault(i) ?? "(none)"}  |  {chinese.ElementAtOrDefault(i) ?? "(none)"}");

        Assert.NotEmpty(english);
        Assert.True(english.Select(ReadLevel).SequenceEqual(chinese.Select(ReadLevel)), string.Join('\n', pairs.Prepend($"{EnglishName}  |  {ChineseName}")));
    }

    [Fact]
    public void CodeBlocks_OfBothLanguages_AreTheSame() => AssertSame(ReadCodeBlocks);

    [Fact]
    public void Names_InTablesOfBothLanguages_AreTheSame() => AssertSame(page => ReadTables(page, CodeSpan()).Order(StringComparer.Ordinal));

    [Fact]
    public void Figures_InTablesOfBothLanguages_AreTheSame() => AssertSame(page => ReadTables(page, Figure()));

    [Fact]
    public void RelativeLinks_OfBothLanguages_AreTheSame() => AssertSame(page => ReadRelativeLinks(page).Order(StringComparer.Ordinal));

    private static void AssertSame(Func<string, IEnumerable<string>> read)
    {
        var (english, chinese) = (read(English).ToList(), read(Chinese).ToList());
        List<string> missing =
        [
            .. Without(english, chinese).Select(item => $"{ChineseName} lacks {item}"),
            .. Without(chinese, english).Select(item => $"{EnglishName} lacks {item}"),
        ];

        Assert.NotEmpty(english);
        Assert.True(missing.Count == 0, string.Join('\n', missing));
        Assert.Equal(english, chinese);
    }

    private static List<string> Without(List<string> items, List<string> others)
    {
        var left = items.ToList();
        others.ForEach(other => left.Remove(other));
        return left;
    }

    private static List<string> ReadHeadings(string page)
        => [.. Heading().Matches(CodeBlock().Replace(page, string.Empty)).Select(match => match.Value)];

    private static int ReadLevel(string heading) => heading.IndexOf(' ', StringComparison.Ordinal);

    private static IEnumerable<string> ReadCodeBlocks(string page) => CodeBlock().Matches(page)
        .Select(block => block.Groups["language"].Value == "sh" ? ShellComment().Replace(block.Value, string.Empty) : block.Value);

    private static IEnumerable<string> ReadTables(string page, Regex part) => Table().Matches(page)
        .SelectMany((table, i) => part.Matches(table.Value).Select(match => $"{match.Value} in table {i + 1}"));

    // Each links to the other.
    private static IEnumerable<string> ReadRelativeLinks(string page) => RelativeLink().Matches(page)
        .Select(match => match.Groups["target"].Value)
        .Where(target => target is not (EnglishName or ChineseName));

    [GeneratedRegex(@"^```(?<language>\w*)\n.*?^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"[ \t]*(?<!\S)#.*$", RegexOptions.Multiline)]
    private static partial Regex ShellComment();

    [GeneratedRegex(@"^#+ .+$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"(?:^\|.*\n)+", RegexOptions.Multiline)]
    private static partial Regex Table();

    [GeneratedRegex(@"`[^`\n]+`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"\d+(?:[.,:–]\d+)*(?: ?(?:[nµm]?s|[KMG]i?B|%)(?![A-Za-z]))?")]
    private static partial Regex Figure();

    [GeneratedRegex(@"\]\((?!https?:|#)(?<target>[^)\s]+)\)")]
    private static partial Regex RelativeLink();
}
