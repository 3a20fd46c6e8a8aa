using System.Text.RegularExpressions;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Console;

/// <summary>The sources of the console's page.</summary>
public sealed partial class ConsoleSourcesTests
{
    private static readonly string Folder = Path.Combine(Programs.Root, "Mqant.Operations", "Console", "wwwroot");

    [Fact]
    public void EveryText_HasAChineseTranslation_AndNothingElseHas()
    {
        var used = Scripts()
            .Where(static file => !file.EndsWith("zh.js", StringComparison.Ordinal))
            .SelectMany(static file => Text().Matches(File.ReadAllText(file)))
            .Select(static match => match.Groups[1].Value)
            .ToHashSet(StringComparer.Ordinal);
        var dictionary = File.ReadAllText(Path.Combine(Folder, "core", "zh.js"));
        var known = Entry().Matches(dictionary).Select(static match => match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value).ToArray();

        // What the server says in a word stands first, and is not in the sources.
        var words = Entry().Count(dictionary[..dictionary.IndexOf("\n\n  '", StringComparison.Ordinal)]);

        Assert.Empty(used.Except(known));
        Assert.Empty(known.Skip(words).Except(used));
        Assert.Distinct(known);
    }

    [Fact]
    public void NoSource_ParsesMarkupOrRunsText()
    {
        foreach (var file in Scripts())
        {
            Assert.DoesNotMatch(@"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|\beval\b|new Function|srcdoc|setTimeout\('", File.ReadAllText(file));
        }

        var page = File.ReadAllText(Path.Combine(Folder, "index.html"));
        Assert.DoesNotMatch(@"\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)|https?://", page);
    }

    [Fact]
    public void EverySource_IsFoundByThePage()
    {
        foreach (var file in Scripts())
        {
            foreach (var import in Import().Matches(File.ReadAllText(file)).Select(static match => match.Groups[1].Value))
            {
                Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(file)!, import)), $"{file} imports {import}, which is not there.");
            }
        }

        var linked = Linked().Matches(File.ReadAllText(Path.Combine(Folder, "index.html"))).Select(static match => match.Groups[1].Value);
        Assert.All(linked, static path => Assert.True(File.Exists(Path.Combine(Folder, path)), path));
    }

    private static string[] Scripts() => Directory.GetFiles(Folder, "*.js", SearchOption.AllDirectories);

    [GeneratedRegex(@"\bt\('([^']*)'")]
    private static partial Regex Text();

    [GeneratedRegex(@"^  (?:'([^']*)'|(\w+)): '", RegexOptions.Multiline)]
    private static partial Regex Entry();

    [GeneratedRegex(@"from '(\.[^']+)'")]
    private static partial Regex Import();

    [GeneratedRegex("(?:href|src)=\"([^\"]+)\"")]
    private static partial Regex Linked();
}
