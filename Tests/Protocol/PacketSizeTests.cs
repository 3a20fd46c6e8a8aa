using System.Text;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Protocol;

/// <summary>The largest packet, which is judged by its fixed header.</summary>
public sealed class PacketSizeTests(SharedGateway shared) : GatewayTest(shared)
{
    private const int Limit = 65_535;
    private const int LimitBeforeConnect = 8_192;

    [Theory]
    [InlineData(3, Limit + 1)]
    [InlineData(4, Limit + 1)]
    [InlineData(4, 100 << 20)]
    [InlineData(4, 268_435_455)]
    public async Task Packet_AnnouncedLarger_ClosesBeforeItsBodyComes(int level, int length)
    {
        using var client = await ConnectRawAsync(level);

        await client.SendAsync(Packet.Announce(0x30, length));

        Assert.Empty(await client.ReadToEndAsync());
    }

    [Theory]
    [InlineData(Limit + 1)]
    [InlineData(100 << 20)]
    public async Task Packet_AnnouncedLargerByAVersion5Client_IsToldWhy(int length)
    {
        using var client = await ConnectRawAsync(level: 5);

        await client.SendAsync(Packet.Announce(0x30, length));

        var goodbye = Assert.Single(await client.ReadToEndAsync());
        Assert.Equal(PacketKind.Disconnect, goodbye.Kind);
        Assert.Equal(0x95, goodbye.Body[0]);
    }

    [Theory]
    [InlineData(LimitBeforeConnect + 1)]
    [InlineData(Limit)]
    [InlineData(100 << 20)]
    public async Task Connect_AnnouncedLarger_ClosesBeforeItsBodyComes(int length)
    {
        using var client = await OpenRawAsync();

        await client.SendAsync(Packet.Announce(0x10, length));

        Assert.Empty(await client.ReadToEndAsync());
    }

    [Fact]
    public async Task Connect_OfTheLargestSize_IsLetIn()
    {
        using var client = await OpenRawAsync();
        var id = Packet.Text(Unique("id"));
        var start = Packet.Text("MQTT");
        var userName = Packet.Text("u");
        var password = Packet.Text(new string('p', LimitBeforeConnect - start.Length - 4 - id.Length - userName.Length - 2));

        await client.SendAsync(Packet.Make(0x10, [.. start, 4, 0xC2, 0, 0, .. id, .. userName, .. password]));

        Assert.Equal(0, (await client.ReadAsync()).Body[1]);
    }

    [Fact]
    public async Task Packet_OfTheLargestSize_IsServed()
    {
        using var client = await ConnectRawAsync();
        const string topic = "HelloWorld/HD_Say/1";
        var say = new string('x', Limit - 2 - topic.Length - """{"say":""}""".Length);
        var packet = Packet.Publish(topic, $$"""{"say":"{{say}}"}""");
        Assert.Equal(Packet.Announce(0x30, Limit).Length + Limit, packet.Length);

        await client.SendAsync(packet);

        var reply = Reply.Read(Encoding.UTF8.GetString((await client.ReadAsync()).Payload));
        Assert.Equal("you say : " + say, reply.Result.GetString());
    }
}
