using MQTTnet;
using MQTTnet.Formatter;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Hosting;

/// <summary>How a gateway says goodbye.</summary>
public sealed class ShutdownTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("/mqtt")]
    public async Task Terminate_AsksClientsToReconnectAndExitsCleanly(string? webSocketPath)
    {
        await using var gateway = await MqantProcess.StartGatewayAsync();
        var clients = new Dictionary<MqttProtocolVersion, GameClient>();
        foreach (var version in new[] { MqttProtocolVersion.V310, MqttProtocolVersion.V311, MqttProtocolVersion.V500 })
        {
            clients[version] = await GameClient.ConnectAsync(gateway, new ClientOptions { Version = version, WebSocketPath = webSocketPath });
        }

        await gateway.StopAsync();

        foreach (var (version, client) in clients)
        {
            using (client)
            {
                var end = await client.WaitForDisconnectAsync();
                var only = Assert.Single(client.Messages.Snapshot());
                Assert.Equal("""Session/OnReconnect {"reason":"draining"}""", only.ToString());
                if (version == MqttProtocolVersion.V500)
                {
                    Assert.Equal(MqttClientDisconnectReason.ServerShuttingDown, end.Reason);
                }
            }
        }
    }

    [Fact]
    public async Task Terminate_WithRequestsInFlight_AnswersThemFirst()
    {
        await using var gateway = await MqantProcess.StartGatewayAsync();
        using var client = await RawClient.ConnectAsync(gateway);
        const int count = 200;

        await client.SendAsync([.. Enumerable.Range(0, count).Select(i => Packet.Publish($"HelloWorld/HD_Say/{i}", """{"say":"hello"}"""))]);
        await client.ReadAsync();
        gateway.Terminate();
        var packets = await client.ReadToEndAsync();

        Assert.Equal(0, await gateway.WaitForExitAsync());
        Assert.Equal(count, 1 + packets.Count(packet => packet.Topic.StartsWith("HelloWorld/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Terminate_ClientsThatStay_AreAnsweredUntilTheyLeave()
    {
        await using var gateway = await MqantProcess.StartGatewayAsync("--Mqant:Gateway:DrainTimeout=01:00:00");
        using var waiting = await GameClient.ConnectAsync(gateway);
        using var opener = await GameClient.ConnectAsync(gateway);
        var passed = waiting.CallAsync("Gate@drain/HD_Pass", "{}");
        await waiting.CallAsync("Gate@another/HD_Name", "{}");

        gateway.Terminate();
        await waiting.WaitForPushAsync("Session/OnReconnect");
        await opener.WaitForPushAsync("Session/OnReconnect");
        Assert.Equal("you say : still here", (await opener.CallForResultAsync("HelloWorld/HD_Say", new { say = "still here" })).GetString());
        await opener.CallForResultAsync("Gate@drain/HD_Open", "{}");

        Assert.Equal("passed", (await passed).Result.GetString());
        await waiting.DisconnectAsync();
        await opener.DisconnectAsync();
        Assert.Equal(0, await gateway.WaitForExitAsync());
    }

    [Fact]
    public async Task Terminate_Twice_WaitsForNobody()
    {
        await using var gateway = await MqantProcess.StartGatewayAsync("--Mqant:Gateway:DrainTimeout=01:00:00");
        using var client = await GameClient.ConnectAsync(gateway, ClientOptions.Version5);

        gateway.Terminate();
        await client.WaitForPushAsync("Session/OnReconnect");
        gateway.Terminate();

        Assert.Equal(0, await gateway.WaitForExitAsync());
        Assert.Equal(MqttClientDisconnectReason.ServerShuttingDown, (await client.WaitForDisconnectAsync()).Reason);
    }

    [Fact]
    public async Task Terminate_WithoutClients_ExitsAtOnce()
    {
        await using var gateway = await MqantProcess.StartGatewayAsync("--Mqant:Gateway:DrainTimeout=01:00:00");

        await gateway.StopAsync();
    }

    [Fact]
    public async Task Terminate_WithConnectionsThatSayNothing_ExitsCleanly()
    {
        await using var gateway = await MqantProcess.StartGatewayAsync();
        using var silent = await RawClient.OpenAsync(gateway);
        using var half = await RawClient.OpenAsync(gateway);
        await half.SendAsync(Packet.Connect(4, "half")[..4]);

        await gateway.StopAsync();

        Assert.Empty(await silent.ReadToEndAsync());
    }
}
