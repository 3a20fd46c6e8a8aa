using System.Text.RegularExpressions;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Hosting;

/// <summary>The page about security: what it promises is shown by tests that there are.</summary>
public sealed partial class SecurityPageTests
{
    private static readonly HashSet<string> Tests =
    [
        .. from type in typeof(SecurityPageTests).Assembly.GetTypes()
           from method in type.GetMethods()
           where method.IsDefined(typeof(FactAttribute), inherit: true)
           select $"{type.Name}.{method.Name}",
    ];

    [Fact]
    public async Task Promises_AreShownByTestsThatExist()
    {
        var rows = (await ReadPageAsync()).Split('\n').Where(static line => Row().IsMatch(line)).ToArray();

        Assert.True(rows.Length > 20);
        Assert.All(rows, static row =>
        {
            var named = Test().Matches(row.Trim('|').Split('|')[^1]).Select(static test => test.Groups["name"].Value).ToArray();
            Assert.NotEmpty(named);
            Assert.All(named, static test => Assert.True(Tests.Contains(test), $"{test} is no test."));
        });
    }

    private static Task<string> ReadPageAsync()
        => File.ReadAllTextAsync(Path.Combine(Programs.Root, "docs", "security.md"), TestContext.Current.CancellationToken);

    [GeneratedRegex(@"^\| (?!Threat \|).* \| .* \| .* \|$")]
    private static partial Regex Row();

    [GeneratedRegex("`(?<name>[^`]+)`")]
    private static partial Regex Test();
}
