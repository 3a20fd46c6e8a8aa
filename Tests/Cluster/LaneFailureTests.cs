using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Mqant.Gateway.Sessions;
using Mqant.Tests.Infrastructure;
using Orleans.Configuration;
using Xunit;

namespace Mqant.Tests.Cluster;

/// <summary>What a silo sends to a gateway in another silo or client and what fails on the way, over real connections.</summary>
public sealed class LaneFailureTests
{
    private const int MaxMessage = 4 << 20;

    [Theory]
    [InlineData("Silo", "too large")]
    [InlineData("Client", "too large")]
    [InlineData("Silo", "unreadable")]
    [InlineData("Client", "unreadable")]
    public async Task MessageThatFailsOnTheWay_IsDroppedAlone_TheGatewayAndItsClientsGoOn(string join, string how)
    {
        var log = new CapturedLog();
        await using var game = await TestGame.StartAsync(o =>
        {
            o.Silos = 1;
            o.Settings["Mqant:Gateway:Join"] = join;
            o.Settings["Logging:LogLevel:Mqant"] = "Debug";
            o.ConfigureServices(services => services
                .AddSingleton<ILoggerProvider>(log)
                .PostConfigure<SiloMessagingOptions>(m => m.MaxMessageBodySize = MaxMessage));
        });
        using var client = await game.ConnectAsync("alice");
        var session = Assert.Single(game.Gateway.Services.GetRequiredService<SessionRegistry>().All).Snapshot;
        var silo = game.Silos[0].Services;
        var gateway = GatewayAddressCodec.Parse(Encoding.Latin1.GetString(session.Gateway.Encoded), silo.GetRequiredService<IGrainFactory>());
        var lane = silo.GetRequiredService<PushLanes>().Get(gateway);
        var recipient = SessionAddress.Pack([session.Ref.Address]);

        // Together more than one message takes.
        var large = new byte[64 << 10];
        for (var i = 0; i < 4 * MaxMessage / large.Length; i++)
        {
            Assert.NotEqual(0, lane.Enqueue(new PushItem { Topic = "Test/OnLarge", Payload = large, Sessions = default, QualityOfService = 1 }));
        }

        lane.Enqueue(
        [
            Push("Test/OnFirst"),
            how == "unreadable" ? new UnreadableItem() : new PushItem { Topic = "Test/OnTooLarge", Payload = new byte[MaxMessage + 1], Sessions = recipient },
            Push("Test/OnLast"),
        ]);
        await lane.FlushAsync().WithinDeadline("the gateway to have read what can be read");

        Assert.False(lane.IsDead, string.Join(Environment.NewLine, log.Lines));
        await client.PushAsync<int>("Test/OnFirst");
        await client.PushAsync<int>("Test/OnLast");
        Assert.Single(log.Lines, static line => line.StartsWith("1104 ", StringComparison.Ordinal));
        Assert.True(client.Mqtt.IsConnected);

        PushItem Push(string topic) => new() { Topic = topic, Payload = "1"u8.ToArray(), Sessions = recipient };
    }
}
