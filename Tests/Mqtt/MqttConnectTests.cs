using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Mqant.Tests.Conformance;
using Xunit;

namespace Mqant.Tests.Mqtt;

/// <summary>How clients get in, or don't.</summary>
public sealed class MqttConnectTests
{
    private const string ConnAck5 = "20110000" + "0E" + "21FFFF" + "2700010003" + "2500" + "2900" + "2A00";

    [Theory]
    [InlineData(3, "20020000")]
    [InlineData(4, "20020000")]
    [InlineData(5, ConnAck5)]
    [Conformance("3.1.1", "MQTT-3.1.4-4", "MQTT-3.2.2-1")]
    [Conformance("5.0", "MQTT-3.1.2-28", "MQTT-3.1.4-5", "MQTT-3.2.0-1", "MQTT-3.2.2-1", "MQTT-3.2.2-2", "MQTT-3.12.4-1", "MQTT-4.12.0-6")]
    public async Task Connect_EachVersion_IsAcceptedAndWhatFollowedItIsHandled(int level, string connAck)
    {
        await using var host = await ProtocolHost.StartAsync();
        using var client = await host.ConnectAsync();
        await client.SendAsync(Packets.Connect(level), Packets.PingReq);

        Assert.Equal(connAck, await client.ReadAsync());
        Assert.Equal("D000", await client.ReadAsync());
    }

    public static TheoryData<string, byte[], string[]> Refused() => new()
    {
        { "level 3 of MQTT", Packets.Of(0x10, Packets.Text("MQTT"), [3, 2, 0, 0], Packets.Text("c")), ["20020001"] },
        { "level 4 of MQIsdp", Packets.Of(0x10, Packets.Text("MQIsdp"), [4, 2, 0, 0], Packets.Text("c")), ["20020001"] },
        { "level 6", Packets.Of(0x10, Packets.Text("MQTT"), [6, 2, 0, 0, 0], Packets.Text("c")), ["2003008400"] },
        { "bridge", Packets.Of(0x10, Packets.Text("MQTT"), [0x84, 2, 0, 0], Packets.Text("c")), ["20020001"] },
        { "other protocol", Packets.Of(0x10, Packets.Text("HTTP"), [4, 2, 0, 0], Packets.Text("c")), ["20020001"] },
        { "3.1 without id", Packets.Connect(3, ""), ["20020002"] },
        { "3.1.1 without id, session wanted", Packets.Connect(4, "", flags: 0), ["20020002"] },
        { "3.1.1 id too long", Packets.Connect(4, new string('x', 129)), ["20020002"] },
        { "5.0 id too long", Packets.Connect(5, new string('x', 129)), ["2003008500"] },
        { "3.1.1 reserved bit", Packets.Connect(4, flags: 3), [] },
        { "5.0 reserved bit", Packets.Connect(5, flags: 3), ["2003008100"] },
        { "3.1.1 password without user", Packets.Connect(4, flags: 0x42, after: Packets.Text("p")), [] },
        { "will quality of service 3", Packets.Connect(4, flags: 0x1E, after: [.. Packets.Text("w"), .. Packets.Text("m")]), [] },
        { "will retained without will", Packets.Connect(4, flags: 0x22), [] },
        { "will cut off", Packets.Connect(4, flags: 0x06, after: Packets.Text("w")), [] },
        { "will topic with wildcard", Packets.Connect(5, flags: 0x06, after: [0, .. Packets.Text("w/#"), .. Packets.Text("m")]), ["2003009000"] },
        { "will retained", Packets.Connect(5, flags: 0x26, after: [0, .. Packets.Text("w"), .. Packets.Text("m")]), ["2003009A00"] },
        { "id too long, and no place to say so", Packets.Connect(5, new string('x', 129), properties: [0x27, 0, 0, 0, 4]), [] },
        { "no place to be let in", Packets.Connect(5, properties: [0x27, 0, 0, 0, 18]), [] },
        { "no place to be given an id", Packets.Connect(5, "", properties: [0x27, 0, 0, 0, 40]), [] },
        { "user name flag without user name", Packets.Connect(4, flags: 0x82), [] },
        { "something left over", Packets.Connect(4, after: [0]), [] },
        { "null character in id", Packets.Connect(4, "a\0b"), [] },
        { "bad UTF-8 in id", Packets.Of(0x10, Packets.Text("MQTT"), [4, 2, 0, 0], Packets.Block(0xC3, 0x28)), [] },
        { "authentication method", Packets.Connect(5, properties: [0x15, .. Packets.Text("X")]), ["2003008C00"] },
        { "authentication data alone", Packets.Connect(5, properties: [0x16, .. Packets.Text("X")]), ["2003008200"] },
        { "receive maximum 0", Packets.Connect(5, properties: [0x21, 0, 0]), ["2003008200"] },
        { "maximum packet size 0", Packets.Connect(5, properties: [0x27, 0, 0, 0, 0]), ["2003008200"] },
        { "repeated property", Packets.Connect(5, properties: [0x21, 0, 1, 0x21, 0, 1]), ["2003008200"] },
        { "unknown property", Packets.Connect(5, properties: [0x7F, 0]), ["2003008100"] },
        { "property of another packet", Packets.Connect(5, properties: [0x23, 0, 1]), ["2003008100"] },
        { "no CONNECT first", Packets.PingReq, [] },
        { "HTTP", "GET / HTTP/1.1\r\n\r\n"u8.ToArray(), [] },
        { "flags", [0x11, .. Packets.Connect(4)[1..]], [] },
        { "endless length", [0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F], [] },
        { "larger than allowed", [0x10, 0x81, 0x40], [] },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    [Conformance("3.1.1", "MQTT-3.1.2-1", "MQTT-3.1.2-2", "MQTT-3.1.2-3", "MQTT-3.1.2-9", "MQTT-3.1.2-11", "MQTT-3.1.2-14", "MQTT-3.1.2-15", "MQTT-3.1.2-19")]
    [Conformance("3.1.1", "MQTT-3.1.2-22", "MQTT-3.1.3-4", "MQTT-3.1.3-9", "MQTT-3.1.4-1", "MQTT-3.2.2-4", "MQTT-3.2.2-5", "MQTT-3.2.2-6")]
    [Conformance("5.0", "MQTT-3.1.0-1", "MQTT-3.1.2-1", "MQTT-3.1.2-2", "MQTT-3.1.2-3", "MQTT-3.1.2-24", "MQTT-3.1.4-1", "MQTT-3.2.2-6", "MQTT-3.2.2-7")]
    [Conformance("5.0", "MQTT-3.2.2-8", "MQTT-3.2.2-13", "MQTT-3.14.0-1", "MQTT-4.12.0-1", "MQTT-4.13.2-1")]
    public async Task Connect_NotAsSpecified_IsRefusedAndClosed(string what, byte[] packet, string[] answers)
    {
        await using var host = await ProtocolHost.StartAsync();
        using var client = await host.ConnectAsync();
        await client.SendAsync(packet);

        Assert.Equal($"{what}: {string.Join(' ', answers)}", $"{what}: {string.Join(' ', await client.ReadToEndAsync())}");
    }

    public static TheoryData<string, byte[], string> Banned() => new()
    {
        { "3.1", Packets.Connect(3), "20020005" },
        { "3.1.1", Packets.Connect(4), "20020005" },
        { "5.0", Packets.Connect(5), "201C008A" + "19" + "1F0016" + "6D6F7265207468616E20666974732077697468206974" },
        { "5.0 with just the place for the reason", Packets.Connect(5, properties: [0x27, 0, 0, 0, 30]), "201C008A" + "19" + "1F0016" + "6D6F7265207468616E20666974732077697468206974" },
        { "5.0 without a place for the reason", Packets.Connect(5, properties: [0x27, 0, 0, 0, 29]), "2003008A00" },
    };

    [Theory]
    [MemberData(nameof(Banned))]
    [Conformance("5.0", "MQTT-3.1.4-2", "MQTT-3.2.2-19")]
    public async Task Connect_OfWhoIsBanned_IsRefusedAndToldWhy(string what, byte[] packet, string answer)
    {
        await using var host = await ProtocolHost.StartAsync();
        host.Follow(ClusterPolicy.Empty with { Bans = [new Ban("1", BanKind.Address, "127.0.0.0/8", null, "more than fits with it", "op", default)] });
        using var client = await host.ConnectAsync();
        await client.SendAsync(packet);

        Assert.Equal($"{what}: {answer}", $"{what}: {string.Join(' ', await client.ReadToEndAsync())}");
    }

    [Fact]
    public async Task Connect_OfWhoIsBannedForALongReason_IsToldAllOfIt()
    {
        var reason = new string('x', 200);
        await using var host = await ProtocolHost.StartAsync();
        host.Follow(ClusterPolicy.Empty with { Bans = [new Ban("1", BanKind.ClientId, "c", null, reason, "op", default)] });
        using var client = await host.ConnectAsync();
        await client.SendAsync(Packets.Connect(5));

        Assert.Equal(["20CF01008A" + "CB01" + "1F00C8" + string.Concat(Enumerable.Repeat("78", 200))], await client.ReadToEndAsync());
    }

    [Fact]
    [Conformance("5.0", "MQTT-3.1.0-2", "MQTT-3.2.0-2")]
    public async Task Connect_SecondTime_ClosesAndTellsWhy()
    {
        await using var host = await ProtocolHost.StartAsync();
        using var client = await host.ConnectAsync();
        await client.SendAsync(Packets.Connect(5), Packets.Connect(5), Packets.PingReq);

        Assert.Equal([ConnAck5, "E0028200"], await client.ReadToEndAsync());
    }

    [Theory]
    [InlineData(0x82)]
    [InlineData(0xA2)]
    [Conformance("5.0", "MQTT-3.1.2-24")]
    public async Task Answer_LargerThanTheClientTakes_IsNotSent_AndTheClientIsClosed(byte first)
    {
        await using var host = await ProtocolHost.StartAsync();
        using var client = await host.ConnectAsync();
        await client.SendAsync(Packets.Connect(5, properties: [0x27, 0, 0, 0, 19]));
        Assert.Equal(ConnAck5, await client.ReadAsync());
        byte[] Ask(int filters) => Packets.Of(
            first, [0, 1, 0, .. Enumerable.Range(0, filters).SelectMany(_ => first == 0x82 ? [.. Packets.Text("#"), 0] : Packets.Text("#"))]);

        await client.SendAsync(Ask(14), Ask(15), Packets.PingReq);

        var answers = await client.ReadToEndAsync();
        Assert.Equal(2, answers.Length);
        Assert.Equal(2 * 19, answers[0].Length);
        Assert.Equal("E0029500", answers[1]);
    }

    [Fact]
    [Conformance("5.0", "MQTT-3.1.3-7")]
    public async Task Connect_WithoutId_GetsOne()
    {
        await using var host = await ProtocolHost.StartAsync();
        using var client = await host.ConnectAsync();
        await client.SendAsync(Packets.Connect(5, ""));

        Assert.Contains("120026" + Convert.ToHexString("mqant-"u8), await client.ReadAsync());
    }

    [Fact]
    [Conformance("5.0", "MQTT-3.1.2-5", "MQTT-3.1.2-6", "MQTT-3.1.2-23", "MQTT-3.1.4-4", "MQTT-3.2.2-3")]
    public async Task Connect_SessionWanted_IsToldThatThereIsNone()
    {
        await using var host = await ProtocolHost.StartAsync();
        using var client = await host.ConnectAsync();
        await client.SendAsync(Packets.Connect(5, flags: 0, properties: [0x11, 0, 0, 0, 60]));

        Assert.StartsWith("20160000" + "13" + "1100000000", await client.ReadAsync());
    }

    [Fact]
    [Conformance("3.1.1", "MQTT-3.1.3-1")]
    public async Task Connect_WithWillUserAndPassword_IsAccepted()
    {
        await using var host = await ProtocolHost.StartAsync();
        using var client = await host.ConnectAsync();
        byte[] rest = [.. Packets.Text("will/topic"), .. Packets.Text("gone"), .. Packets.Text("user"), .. Packets.Text("secret")];
        await client.SendAsync(Packets.Connect(4, flags: 0xEE, after: rest));

        Assert.Equal("20020000", await client.ReadAsync());
    }

    [Theory]
    [InlineData(4, "20020003")]
    [InlineData(5, "2003009700")]
    public async Task Connect_NoRoom_IsRefused_AndThereIsRoomAgainLater(int level, string refusal)
    {
        await using var host = await ProtocolHost.StartAsync(options => options.MaxConnectionsPerAddress = 1);
        using var first = await host.ConnectAsync();
        await first.SendAsync(Packets.Connect(4));
        Assert.Equal("20020000", await first.ReadAsync());
        using var second = await host.ConnectAsync();
        await second.SendAsync(Packets.Connect(level));
        Assert.Equal([refusal], await second.ReadToEndAsync());

        await first.SendAsync([0xE0, 0]);
        Assert.Equal(WireClient.Closed, await first.ReadAsync());
        using var third = await host.ConnectAsync();
        await third.SendAsync(Packets.Connect(4));

        Assert.Equal("20020000", await third.ReadAsync());
    }

    [Fact]
    public async Task SilentConnection_IsClosedAtTheDeadline()
    {
        var time = new FakeTimeProvider();
        await using var host = await ProtocolHost.StartAsync(services: services => services.AddSingleton<TimeProvider>(time));
        using var introduced = await host.ConnectAsync();
        await introduced.SendAsync(Packets.Connect(4));
        Assert.Equal("20020000", await introduced.ReadAsync());
        await introduced.PingAsync();
        using var silent = await host.ConnectAsync();
        using var refused = await host.ConnectAsync();
        await refused.SendAsync(Packets.PingReq);
        Assert.Equal(WireClient.Closed, await refused.ReadAsync());

        // The connection that came after it was served: it is known, too, unless the system accepts out of order.
        var closed = silent.ReadAsync();
        while (!closed.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal(WireClient.Closed, await closed);
        await introduced.PingAsync();
    }

    [Theory]
    [InlineData(4, new string[0])]
    [InlineData(5, new[] { "E0028D00" })]
    [Conformance("3.1.1", "MQTT-3.1.2-24")]
    [Conformance("5.0", "MQTT-3.1.2-22", "MQTT-3.2.2-22")]
    public async Task SilentClient_IsClosedAfterOneAndAHalfKeepAlives(int level, string[] goodbye)
    {
        var time = new FakeTimeProvider();
        await using var host = await ProtocolHost.StartAsync(services: services => services.AddSingleton<TimeProvider>(time));
        using var client = await host.ConnectAsync();
        await client.SendAsync(Packets.Connect(level, keepAlive: 60));
        await client.ReadAsync();
        await client.PingAsync();

        time.Advance(TimeSpan.FromSeconds(89));
        await client.PingAsync();
        time.Advance(TimeSpan.FromSeconds(89));
        await client.PingAsync();
        time.Advance(TimeSpan.FromSeconds(91));

        Assert.Equal(goodbye, await client.ReadToEndAsync());
    }
}
