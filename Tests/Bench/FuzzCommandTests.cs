using System.Net;
using System.Net.Sockets;
using Mqant.Bench.Fuzz;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Bench;

/// <summary>Fuzzing as it is called from a shell.</summary>
public sealed class FuzzCommandTests
{
    [Fact]
    public async Task Fuzz_OfAGatewayOfItsOwn_FindsNothing()
    {
        await using var fuzz = Start("--seconds", "3");

        await fuzz.WaitForSuccessAsync();

        Assert.Contains("honest     framed", fuzz.Output, StringComparison.Ordinal);
        Assert.Contains("after      ", fuzz.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fuzz_OfAServerThatKeepsItsConnections_FailsAndSaysWhatRepeatsIt()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var fuzz = Start("--seed", "7", "--cases", "1-20", "--patience", "0.5", "--gateway", $"{silent.LocalEndpoint}");

        Assert.Equal(1, await fuzz.WaitForExitAsync());

        Assert.Contains("is stuck", fuzz.Output, StringComparison.Ordinal);
        Assert.Contains("Repeat with: fuzz --seed 7 --cases ", fuzz.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Cases_OfTheSameSeedAndNumber_AreTheSame()
    {
        for (var number = 1; number < 300; number++)
        {
            var (one, other) = (new CaseMaker(7).Make(number), new CaseMaker(7).Make(number));

            Assert.Equal(one.ToString(), other.ToString());
            Assert.Equal(one.Writes.SelectMany(static piece => piece), other.Writes.SelectMany(static piece => piece));
        }

        Assert.NotEqual(new CaseMaker(7).Make(1).Writes.SelectMany(static piece => piece), new CaseMaker(8).Make(1).Writes.SelectMany(static piece => piece));
    }

    [Theory]
    [InlineData("""{"EventId":2901,"LogLevel":"Error","Message":"failed"}""", true)]
    [InlineData("""{"EventId":1,"LogLevel":"Critical"}""", true)]
    [InlineData("""{"EventId":1,"LogLevel":"Warning","Exception":"System.Exception: no"}""", true)]
    [InlineData("""{"EventId":1,"LogLevel":"Warning","Message":"an Exception"}""", false)]
    [InlineData("Unhandled exception. System.Exception: no", true)]
    [InlineData("Ready.", false)]
    [InlineData("{cut off", true)]
    public void Line_OfAnError_IsAnAccident(string line, bool isAccident) => Assert.Equal(isAccident, FuzzedServer.IsAccident(line));

    private static ToolProcess Start(params string[] arguments) => ToolProcess.Start(Tools.Dotnet, ["exec", Programs.Bench, "fuzz", .. arguments]);
}
