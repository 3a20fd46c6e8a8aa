using Mqant.Tests.Core.Modules;
using Xunit;

namespace Mqant.Tests.Core;

/// <summary>How long a call of a grain may take.</summary>
public sealed class SiloCallLimitTests
{
    [Fact]
    public async Task Call_OfAGrainThatIsNotAnswered_EndsAtTheLimitOfTheSilo()
    {
        await using var game = await TestGame.StartAsync(o =>
        {
            o.Silos = 1;
            o.AddModule<IRelay>();
            o.Settings["Mqant:Silo:CallTimeout"] = "00:00:00.2";
        });
        await using var client = await game.ConnectAsync();

        Assert.Equal("timed out", await client.RequestAsync<string>("Relay/HD_AskInVain"));
    }
}
