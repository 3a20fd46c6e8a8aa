using System.Text;
using Xunit;

namespace Mqant.Tests.Mqtt;

/// <summary>What a client sees on the wire, byte by byte.</summary>
public sealed class MqttWireTests
{
    [Theory]
    [InlineData(3, "20020000")]
    [InlineData(4, "20020000")]
    [InlineData(5, "20110000" + "0E" + "210014" + "2700010003" + "2500" + "2900" + "2A00")]
    public async Task Connect_EachVersion_IsAccepted(int level, string connAck)
    {
        await using var host = await GatewayHost.StartAsync();
        using var client = await host.ConnectAsync();
        await client.SendAsync(Packets.Connect(level), Packets.PingReq);

        Assert.Equal(connAck, await client.ReadAsync());
        Assert.Equal("D000", await client.ReadAsync());
    }

    [Fact]
    public async Task Request_ThreeSegments_IsAnsweredOnItsTopic()
    {
        await using var host = await GatewayHost.StartAsync();
        using var client = await host.ConnectAsync();
        await client.SendAsync(Packets.Connect(4), Packets.Publish(4, "A/HD_B/1", "{}", qos: 1, packetId: 7));

        Assert.Equal("20020000", await client.ReadAsync());
        var x = await client.ReadAsync();
        Assert.Equal("40020007", x);
    }
}
