using System.Text.Json;
using Mqant.Tests.Infrastructure;
using Mqant.Tests.Protocol;
using Xunit;

namespace Mqant.Tests.Bench;

/// <summary>The robots as they are called from a shell.</summary>
public sealed class RobotsCommandTests(SharedGateway shared) : GatewayTest(shared)
{
    [Theory]
    [InlineData("Chat")]
    [InlineData("Hitball")]
    public async Task Robots_PlayWithoutABrokenRule(string module)
    {
        using var folder = new EmptyFolder();
        var json = Path.Combine(folder.Path, "robots.json");
        string[] arguments =
        [
            "exec", Programs.Bench, "robots", "--module", module, "--players", "20", "--ramp", "20", "--seconds", "3",
            "--gateway", $"{Gateway.Tcp}", "--json", json,
        ];
        await using var robots = ToolProcess.Start(Tools.Dotnet, arguments);

        await robots.WaitForSuccessAsync();

        Assert.Contains("20 players", robots.Output, StringComparison.Ordinal);
        var report = JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(json, TestContext.Current.CancellationToken));
        Assert.Equal(20, report.GetProperty("PlayersAtEnd").GetInt32());
        Assert.Equal(0, report.GetProperty("Errors").GetInt32());
        Assert.True(report.GetProperty("Requests").GetInt64() >= 60);
        Assert.True(report.GetProperty("Pushes").GetInt64() > 0);
    }

    [Fact]
    public async Task Robots_WithAGatewayOfTheirOwn_TellHowItsRoomsTick()
    {
        using var folder = new EmptyFolder();
        var json = Path.Combine(folder.Path, "robots.json");
        await using var robots = ToolProcess.Start(
            Tools.Dotnet, "exec", Programs.Bench, "robots", "--module", "XaXb", "--players", "10", "--ramp", "20", "--seconds", "4", "--start", "--json", json);

        await robots.WaitForSuccessAsync();

        var report = JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(json, TestContext.Current.CancellationToken));
        Assert.Equal(0, report.GetProperty("Errors").GetInt32());
        Assert.True(report.GetProperty("Ticks").GetProperty("Count").GetInt64() > 0);
        Assert.Contains("lost", robots.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Robots_WithoutAGateway_FailAndSaySo()
    {
        await using var robots = ToolProcess.Start(
            Tools.Dotnet, "exec", Programs.Bench, "robots", "--module", "Chat", "--players", "2", "--seconds", "0.5", "--gateway", $"127.0.0.1:{FreePort.Next()}");

        Assert.Equal(1, await robots.WaitForExitAsync());
        Assert.Contains("Connection refused", robots.Output, StringComparison.Ordinal);
    }
}
