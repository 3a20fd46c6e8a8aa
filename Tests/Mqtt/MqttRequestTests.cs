using Mqant.Tests.Conformance;
using Xunit;

namespace Mqant.Tests.Mqtt;

/// <summary>What a client may send once it is in, and what it may not.</summary>
public sealed class MqttRequestTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [Conformance("3.1.1", "MQTT-2.2.2-1", "MQTT-2.3.1-6", "MQTT-3.3.4-1", "MQTT-4.3.2-2", "MQTT-4.3.3-2")]
    [Conformance("5.0", "MQTT-2.2.1-5", "MQTT-3.1.2-29", "MQTT-3.3.4-1", "MQTT-3.4.2-1", "MQTT-3.5.2-1", "MQTT-3.7.2-1", "MQTT-4.3.2-4", "MQTT-4.3.3-8")]
    [Conformance("5.0", "MQTT-4.3.3-11")]
    public async Task Publish_EachQualityOfService_IsAcknowledgedInItsWay(int level)
    {
        await using var host = await ProtocolHost.StartAsync();
        using var client = await host.ConnectAsync();
        await client.SendAsync(
            Packets.Connect(level),
            Packets.Publish(level, "A/HD_B", "{}"),
            Packets.Publish(level, "A/HD_B", "{}", qos: 1, packetId: 7),
            Packets.Publish(level, "A/HD_B", "{}", qos: 2, packetId: 0x1234),
            [0x62, 2, 0x12, 0x34],
            Packets.PingReq);
        await client.ReadAsync();

        // Nobody serves the requests here, and who gets no reply is told so where the version has a word for it.
        string[] expected = level == 5
            ? ["4004" + "00078300", "5004" + "12348300", "7004" + "12349200", "D000"]
            : ["40020007", "50021234", "70021234", "D000"];
        foreach (var packet in expected)
        {
            Assert.Equal(packet, await client.ReadAsync());
        }
    }

    [Fact]
    [Conformance("3.1.1", "MQTT-4.3.3-2")]
    public async Task Publish_QualityOfService2Repeated_IsAnsweredUntilItIsReleased()
    {
        await using var host = await ProtocolHost.StartAsync();
        using var client = await host.ConnectAsync();
        await client.SendAsync(
            Packets.Connect(4),
            Packets.Publish(4, "A/HD_B", "{}", qos: 2, packetId: 1),
            Packets.Publish(4, "A/HD_B", "{}", qos: 2, packetId: 1, duplicate: true),
            [0x62, 2, 0, 1],
            [0x62, 2, 0, 1],
            Packets.PingReq);
        await client.ReadAsync();

        foreach (var packet in new[] { "50020001", "50020001", "70020001", "70020001", "D000" })
        {
            Assert.Equal(packet, await client.ReadAsync());
        }
    }

    public static TheoryData<string, byte[], string> Violations() => new()
    {
        { "wildcard in topic", Packets.Publish(5, "A/+"), "90" },
        { "null character in topic", Packets.Publish(5, "A\0"), "81" },
        { "bad UTF-8 in topic", Packets.Of(0x30, Packets.Block(0xED, 0xA0, 0x80), [0]), "81" },
        { "empty topic", Packets.Publish(5, ""), "82" },
        { "topic longer than packet", Packets.Of(0x30, [0, 9, 65]), "81" },
        { "packet identifier 0", Packets.Publish(5, "A/B", qos: 1), "81" },
        { "quality of service 3", Packets.Publish(5, "A/B", qos: 3, packetId: 1), "81" },
        { "duplicate of quality of service 0", Packets.Publish(5, "A/B", duplicate: true), "81" },
        { "topic alias", Packets.Publish(5, "A/B", properties: [0x23, 0, 1]), "94" },
        { "wildcard in response topic", Packets.Publish(5, "A/B", properties: [0x08, .. Packets.Text("a/#")]), "82" },
        { "empty response topic", Packets.Publish(5, "A/B", properties: [0x08, 0, 0]), "82" },
        { "repeated response topic", Packets.Publish(5, "A/B", properties: [0x08, .. Packets.Text("a"), 0x08, .. Packets.Text("a")]), "82" },
        { "subscription identifier", Packets.Publish(5, "A/B", properties: [0x0B, 1]), "81" },
        { "payload format 2", Packets.Publish(5, "A/B", properties: [0x01, 2]), "82" },
        { "properties longer than packet", Packets.Of(0x30, Packets.Text("A/B"), [9]), "81" },
        { "too large", [0x30, 0x80, 0x80, 0x04], "95" },
        { "length not in its shortest form", [0xC0, 0x80, 0x00], "81" },
        { "PINGREQ with a body", [0xC0, 1, 0], "81" },
        { "PINGREQ with flags", [0xC1, 0], "81" },
        { "PUBREL with wrong flags", [0x60, 2, 0, 1], "81" },
        { "PUBACK of packet 0", [0x40, 2, 0, 0], "81" },
        { "PUBACK too short", [0x40, 1, 0], "81" },
        { "SUBSCRIBE without filter", Packets.Of(0x82, [0, 1, 0]), "82" },
        { "SUBSCRIBE of packet 0", Packets.Of(0x82, [0, 0, 0], Packets.Text("a"), [0]), "82" },
        { "SUBSCRIBE with wrong flags", Packets.Of(0x80, [0, 1, 0], Packets.Text("a"), [0]), "81" },
        { "SUBSCRIBE with quality of service 3", Packets.Of(0x82, [0, 1, 0], Packets.Text("a"), [3]), "81" },
        { "SUBSCRIBE with retain handling 3", Packets.Of(0x82, [0, 1, 0], Packets.Text("a"), [0x30]), "82" },
        { "SUBSCRIBE with an identifier", Packets.Of(0x82, [0, 1, 2, 0x0B, 1], Packets.Text("a"), [0]), "A1" },
        { "SUBSCRIBE with an empty filter", Packets.Of(0x82, [0, 1, 0, 0, 0, 0]), "81" },
        { "UNSUBSCRIBE without filter", Packets.Of(0xA2, [0, 1, 0]), "82" },
        { "CONNACK", [0x20, 2, 0, 0], "82" },
        { "PINGRESP", [0xD0, 0], "82" },
        { "AUTH", [0xF0, 0], "82" },
        { "packet type 0", [0x00, 0], "82" },
        { "DISCONNECT with a property of another packet", [0xE0, 4, 0, 2, 0x01, 1], "81" },
    };

    [Theory]
    [MemberData(nameof(Violations))]
    [Conformance("5.0", "MQTT-1.5.4-1", "MQTT-1.5.4-2", "MQTT-1.5.5-1", "MQTT-2.1.3-1", "MQTT-2.2.1-3", "MQTT-3.3.1-2", "MQTT-3.3.1-4", "MQTT-3.3.2-1")]
    [Conformance("5.0", "MQTT-3.3.2-2", "MQTT-3.3.2-14", "MQTT-3.3.4-6", "MQTT-3.6.1-1", "MQTT-3.8.1-1", "MQTT-3.8.3-2", "MQTT-3.10.3-2", "MQTT-3.14.2-1")]
    [Conformance("5.0", "MQTT-4.7.0-1", "MQTT-4.7.3-1", "MQTT-4.7.3-2", "MQTT-4.12.0-7", "MQTT-4.13.1-1", "MQTT-4.13.2-1")]
    public async Task Violation_ClosesTheClient_AndTellsWhyIn50(string what, byte[] packet, string reason)
    {
        await using var host = await ProtocolHost.StartAsync();
        using var client = await host.ConnectAsync();
        await client.SendAsync(Packets.Connect(5));
        await client.ReadAsync();
        await client.SendAsync(packet, Packets.PingReq);

        Assert.Equal($"{what}: E002{reason}00", $"{what}: {string.Join(' ', await client.ReadToEndAsync())}");
    }

    public static TheoryData<string, byte[]> OldViolations() => new()
    {
        { "wildcard in topic", Packets.Publish(4, "A/+") },
        { "empty topic", Packets.Publish(4, "") },
        { "too large", [0x30, 0x80, 0x80, 0x04] },
        { "DISCONNECT with a body", [0xE0, 1, 0] },
        { "AUTH", [0xF0, 0] },
        { "malformed filter", Packets.Of(0x82, [0, 1], Packets.Text("a#"), [0]) },
        { "reserved bits of a filter", Packets.Of(0x82, [0, 1], Packets.Text("a"), [4]) },
        { "malformed filter to unsubscribe", Packets.Of(0xA2, [0, 1], Packets.Text("a/#/b")) },
    };

    [Theory]
    [MemberData(nameof(OldViolations))]
    [Conformance("3.1.1", "MQTT-3.8.3-4", "MQTT-4.7.1-1", "MQTT-4.7.3-1", "MQTT-4.8.0-1")]
    public async Task Violation_In311_ClosesTheClient(string what, byte[] packet)
    {
        await using var host = await ProtocolHost.StartAsync();
        using var client = await host.ConnectAsync();
        await client.SendAsync(Packets.Connect(4));
        await client.ReadAsync();
        await client.SendAsync(packet, Packets.PingReq);

        Assert.Equal($"{what}: ", $"{what}: {string.Join(' ', await client.ReadToEndAsync())}");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [Conformance("3.1.1", "MQTT-2.3.1-7", "MQTT-3.8.4-1", "MQTT-3.8.4-2", "MQTT-3.8.4-4", "MQTT-3.8.4-5", "MQTT-3.9.3-1", "MQTT-3.9.3-2", "MQTT-3.10.4-4")]
    [Conformance("3.1.1", "MQTT-3.10.4-5", "MQTT-3.10.4-6")]
    [Conformance("5.0", "MQTT-2.2.1-6", "MQTT-2.2.2-1", "MQTT-3.8.4-1", "MQTT-3.8.4-2", "MQTT-3.8.4-5", "MQTT-3.8.4-6", "MQTT-3.8.4-7", "MQTT-3.9.3-1")]
    [Conformance("5.0", "MQTT-3.9.3-2", "MQTT-3.10.4-4", "MQTT-3.10.4-5", "MQTT-3.10.4-6")]
    public async Task Subscribe_IsAlwaysAnswered(int level)
    {
        await using var host = await ProtocolHost.StartAsync();
        using var client = await host.ConnectAsync();
        byte[] properties = level == 5 ? [0] : [];
        byte[][] filters = [Packets.Text("Chat/#"), [0], Packets.Text("+"), [1], Packets.Text("#"), [2]];
        byte[] questionable = level == 5 ? [.. Packets.Text("a/#/b"), 0, .. Packets.Text("$share/g/a"), 0] : [];
        await client.SendAsync(
            Packets.Connect(level),
            Packets.Of(0x82, [0, 9], properties, [.. filters.SelectMany(f => f)], questionable),
            Packets.Of(0xA2, [0, 10], properties, Packets.Text("Chat/#"), Packets.Text("x")));
        await client.ReadAsync();

        Assert.Equal(level == 5 ? "9008" + "0009" + "00" + "000101" + "8F9E" : "9005" + "0009" + "000101", await client.ReadAsync());
        Assert.Equal(level == 5 ? "B005" + "000A" + "00" + "0000" : "B002" + "000A", await client.ReadAsync());
    }

    [Fact]
    public async Task PacketFarLargerThanTheSocketBuffers_Arrives()
    {
        await using var host = await ProtocolHost.StartAsync(options => options.MaxPacketSize = 2_000_000);
        using var client = await host.ConnectAsync();
        await client.SendAsync(Packets.Connect(4));
        await client.ReadAsync();
        await client.SendAsync(Packets.Publish(4, "A/HD_B", new string('x', 1_500_000), qos: 1, packetId: 1));

        Assert.Equal("40020001", await client.ReadAsync());
    }

    [Fact]
    public async Task Packets_ByteByByte_AreTheSame()
    {
        await using var host = await ProtocolHost.StartAsync();
        using var client = await host.ConnectAsync();
        byte[] bytes = [.. Packets.Connect(4), .. Packets.PingReq, .. Packets.Publish(4, "A/HD_B", new string('x', 200), qos: 1, packetId: 1)];
        foreach (var one in bytes)
        {
            await client.SendAsync([one]);
        }

        Assert.Equal("20020000", await client.ReadAsync());
        Assert.Equal("D000", await client.ReadAsync());
        Assert.Equal("40020001", await client.ReadAsync());
    }

    [Fact]
    public async Task Disconnect_ClosesWithoutAnotherWord()
    {
        await using var host = await ProtocolHost.StartAsync();
        using var client = await host.ConnectAsync();
        await client.SendAsync(Packets.Connect(5), [0xE0, 0], Packets.PingReq);
        await client.ReadAsync();

        Assert.Equal(WireClient.Closed, await client.ReadAsync());
    }
}
