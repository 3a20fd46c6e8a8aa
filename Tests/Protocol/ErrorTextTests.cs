using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Mqant.Gateway.Mqtt;
using Mqant.Grains.XaXb;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Protocol;

/// <summary>The tables of error texts on the page for authors of clients: all that the sources can say, and nothing else.</summary>
public sealed partial class ErrorTextTests
{
    private static readonly string[] Sources = ["Mqant", "Mqant.Gateway", "Grains", "Grains.Interfaces"];

    [Fact]
    public async Task Tables_OfThePage_HaveEveryTextOnce()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Programs.Root, "docs/protocol.md"), TestContext.Current.CancellationToken);
        var section = page[page.IndexOf("\n### Errors", StringComparison.Ordinal)..page.IndexOf("\n## Pushes", StringComparison.Ordinal)];
        var written = FirstCell().Matches(section)
            .SelectMany(row => Code().Matches(row.Groups["cell"].Value))
            .Select(code => code.Groups["text"].Value.Replace(@"\|", "|", StringComparison.Ordinal))
            .Where(text => text != "Error")
            .ToArray();

        // Texts with something in them are written with some example of it.
        var said = Constants()
            .Concat(await LiteralsAsync())
            .Distinct()
            .Select(text => Array.Find(written, row => Regex.IsMatch(row, $"^{text}$")) ?? $"not on the page: {text}");

        Assert.Equal(said.Distinct().Order(StringComparer.Ordinal), written.Order(StringComparer.Ordinal));
    }

    // As patterns.
    private static IEnumerable<string> Constants()
    {
        foreach (var type in new[] { typeof(GameErrors), typeof(AccountErrors), typeof(RoomErrors), typeof(XaXbErrors) })
        {
            foreach (var constant in type.GetFields())
            {
                yield return Regex.Escape((string)constant.GetRawConstantValue()!);
            }

            foreach (var text in type.GetMethods(BindingFlags.Public | BindingFlags.Static))
            {
                // A number stands first of all numbers in it.
                var parameter = text.GetParameters().Single();
                yield return parameter.ParameterType == typeof(string)
                    ? Regex.Escape((string)text.Invoke(null, [parameter.Name!.ToUpperInvariant()])!)
                    : new Regex(@"\d+").Replace(Regex.Escape((string)text.Invoke(null, [Activator.CreateInstance(parameter.ParameterType)])!), ".+", count: 1);
            }
        }

        var tooLarge = typeof(MqttConnection).GetField("ReplyTooLarge", BindingFlags.NonPublic | BindingFlags.Static)!.GetValue(null);
        yield return Regex.Escape(JsonSerializer.Deserialize<string>((byte[])tooLarge!)!);
    }

    private static async Task<IEnumerable<string>> LiteralsAsync()
    {
        List<string> texts = [];
        foreach (var path in Sources.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Programs.Root, folder), "*.cs", SearchOption.AllDirectories)))
        {
            var source = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
            foreach (Match error in Thrown().Matches(source))
            {
                var literal = error.Groups["name"].Success ? Regex.Match(source, $@"const string {error.Groups["name"].Value} = ""(?<text>.*)"";") : error;
                Assert.True(literal.Success, $"{path}: {error.Value}");

                // What is put into it at run time may be anything.
                texts.Add(Regex.Replace(Regex.Escape(literal.Groups["text"].Value), @"\\\{.*?}", ".+"));
            }
        }

        return texts;
    }

    [GeneratedRegex(@"^\| (?<cell>(?:\\\||[^|])+) \|", RegexOptions.Multiline)]
    private static partial Regex FirstCell();

    [GeneratedRegex("`(?<text>[^`]+)`")]
    private static partial Regex Code();

    // A literal, or a constant of the same file; those of GameErrors and its like are found by their types.
    [GeneratedRegex(@"(?:new GameException|\[RequireLogin)\((?:\$?""(?<text>(?:[^""\\]|\\.)*)""|(?<name>[A-Z]\w*)\b(?!\.))")]
    private static partial Regex Thrown();
}
