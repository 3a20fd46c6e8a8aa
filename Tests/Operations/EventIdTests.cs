using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Mqant.Gateway;
using Mqant.Grains;
using Mqant.Operations;
using Mqant.Stock;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Operations;

/// <summary>Log lines are known by their ids: each means one thing, and the page lists them.</summary>
public sealed partial class EventIdTests
{
    private static readonly Assembly[] Product = [typeof(Session).Assembly, typeof(GatewayOptions).Assembly, typeof(ManagementOptions).Assembly, typeof(StockProgram).Assembly, typeof(DemoOptions).Assembly];

    private static readonly (int Id, string Row)[] Lines =
    [
        .. from assembly in Product
           from type in assembly.GetTypes()
           from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
           let line = method.GetCustomAttribute<LoggerMessageAttribute>()
           where line is not null
           orderby line.EventId
           select (line.EventId, $"| {line.EventId} | {line.Level} | `{type.DeclaringType?.Namespace}` | {line.Message.Replace("|", "\\|", StringComparison.Ordinal)} |"),
    ];

    [Fact]
    public void EventIds_AreUnique() => Assert.Empty(Lines.GroupBy(static line => line.Id).Where(static lines => lines.Count() > 1).SelectMany(static lines => lines));

    [Fact]
    public async Task Page_ListsAllLines()
    {
        var path = Path.Combine(Programs.Root, "docs", "logs.md");
        var page = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        if (Environment.GetEnvironmentVariable("MQANT_TEST_WRITE_PAGES") == "1")
        {
            page = Row().Replace(page, "").TrimEnd() + '\n' + string.Join('\n', Lines.Select(static line => line.Row)) + '\n';
            await File.WriteAllTextAsync(path, page, TestContext.Current.CancellationToken);
        }

        Assert.Equal(string.Join('\n', Lines.Select(static line => line.Row)), string.Join('\n', Row().Matches(page).Select(static row => row.Value)));
    }

    [GeneratedRegex(@"^\| \d+ \| .*\|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
