using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Bench;

public sealed class PlayersCommandTests
{
    [Fact]
    public async Task Players_OnOneCore_AreToldAtEachTick()
    {
        Tools.Require("taskset", "apt-get install util-linux");
        await using var players = ToolProcess.Start(
            Tools.Dotnet, "exec", Programs.Bench, "players", "--from", "20", "--to", "20", "--seconds", "1", "--warm-up", "0.5");

        await players.WaitForSuccessAsync();

        var row = Assert.Single(players.Output.Split('\n'), static line => line.StartsWith("| 20 |", StringComparison.Ordinal)).Split('|', StringSplitOptions.TrimEntries);
        Assert.InRange(double.Parse(row[2], System.Globalization.CultureInfo.InvariantCulture), 1, 500);
        Assert.Contains("players were told within 10 ms", players.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Players_TooMany_IsRefused()
    {
        await using var players = ToolProcess.Start(Tools.Dotnet, "exec", Programs.Bench, "players", "--to", "1000000");

        Assert.Equal(1, await players.WaitForExitAsync());
        Assert.Contains("--to must be between", players.Output, StringComparison.Ordinal);
    }
}
