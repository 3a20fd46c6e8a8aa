using Mqant.Gateway.Sessions;
using Mqant.Tests.Mqtt;
using Xunit;

namespace Mqant.Tests.Conformance;

/// <summary>Statements of MQTT that no other test is about.</summary>
public sealed class ConformanceTests
{
    private const string Malformed = "2003008100";

    private static readonly byte[] IllFormed = Packets.Block(0xC3, 0x28);

    public static TheoryData<string, byte[], string[]> Connects()
    {
        var connects = new TheoryData<string, byte[], string[]>();
        foreach (var level in new[] { 4, 5 })
        {
            byte[] none = level == 5 ? [0] : [];
            void Add(string what, byte[] packet) => connects.Add($"{what}, level {level}", packet, level == 5 ? [Malformed] : []);

            Add("QoS of a will without will", Packets.Connect(level, flags: 0x0A));
            Add("retained will without will", Packets.Connect(level, flags: 0x22));
            Add("will of QoS 3", Packets.Connect(level, flags: 0x1E, after: [.. none, .. Packets.Text("w"), .. Packets.Text("m")]));
            Add("will without message", Packets.Connect(level, flags: 0x06, after: [.. none, .. Packets.Text("w")]));
            Add("will topic that is not UTF-8", Packets.Connect(level, flags: 0x06, after: [.. none, .. IllFormed, .. Packets.Text("m")]));
            Add("user name without its flag", Packets.Connect(level, after: Packets.Text("u")));
            Add("flag without user name", Packets.Connect(level, flags: 0x82));
            Add("password without its flag", Packets.Connect(level, flags: 0x82, after: [.. Packets.Text("u"), .. Packets.Text("p")]));
            Add("flag without password", Packets.Connect(level, flags: 0xC2, after: Packets.Text("u")));
            Add("user name that is not UTF-8", Packets.Connect(level, flags: 0x82, after: IllFormed));
            Add("no client id", Packets.Of(0x10, Packets.Text("MQTT"), [(byte)level, 2, 0, 0], none));
            Add("client id that is not UTF-8", Packets.Of(0x10, Packets.Text("MQTT"), [(byte)level, 2, 0, 0], none, IllFormed));
        }

        return connects;
    }

    [Theory]
    [MemberData(nameof(Connects))]
    [Conformance("3.1.1", "MQTT-3.1.2-13", "MQTT-3.1.2-18", "MQTT-3.1.2-20", "MQTT-3.1.2-21", "MQTT-3.1.3-3", "MQTT-3.1.3-10", "MQTT-3.1.3-11")]
    [Conformance("5.0", "MQTT-3.1.2-9", "MQTT-3.1.2-11", "MQTT-3.1.2-12", "MQTT-3.1.2-13", "MQTT-3.1.2-16", "MQTT-3.1.2-17", "MQTT-3.1.2-18", "MQTT-3.1.2-19")]
    [Conformance("5.0", "MQTT-3.1.3-3", "MQTT-3.1.3-4", "MQTT-3.1.3-11", "MQTT-3.1.3-12")]
    public async Task Connect_AgainstTheRules_IsRefused(string what, byte[] packet, string[] answers)
    {
        await using var host = await ProtocolHost.StartAsync();
        using var client = await host.ConnectAsync();
        await client.SendAsync(packet);

        Assert.Equal($"{what}: {string.Join(' ', answers)}", $"{what}: {string.Join(' ', await client.ReadToEndAsync())}");
    }

    [Fact]
    [Conformance("5.0", "MQTT-3.1.3-1")]
    public async Task Connect_WithAllThatItMayHave_IsAccepted()
    {
        byte[] rest = [5, 0x18, 0, 0, 0, 1, .. Packets.Text("will"), .. Packets.Text("gone"), .. Packets.Text("user"), .. Packets.Text("secret")];

        Assert.Equal("00", await ConnectAsync(Packets.Connect(5, flags: 0xCE, after: rest)));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [Conformance("3.1.1", "MQTT-3.1.3-5")]
    [Conformance("5.0", "MQTT-3.1.3-5")]
    public async Task Connect_IdsThatEveryServerAllows_AreAccepted(int level)
    {
        foreach (var id in new[] { "a", "0123456789abcdefghijklm", "nopqrstuvwxyzABCDEFGHIJ", "KLMNOPQRSTUVWXYZ" })
        {
            Assert.Equal("00", await ConnectAsync(Packets.Connect(level, id)));
        }
    }

    [Fact]
    [Conformance("3.1.1", "MQTT-3.1.2-4", "MQTT-3.1.4-3", "MQTT-3.2.2-3")]
    public async Task Connect_SessionWantedIn311_IsAcceptedWithoutOne()
    {
        await using var host = await ProtocolHost.StartAsync();
        using var client = await host.ConnectAsync();
        await client.SendAsync(Packets.Connect(4, flags: 0));

        Assert.Equal("20020000", await client.ReadAsync());
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [Conformance("3.1.1", "MQTT-3.1.4-5")]
    [Conformance("5.0", "MQTT-3.1.4-6")]
    public async Task Refused_WhatFollows_IsNotHandled(int level)
    {
        await using var host = await ProtocolHost.StartAsync();
        using var client = await host.ConnectAsync();
        await client.SendAsync(Packets.Connect(level, new string('x', 129)), Packets.Publish(level, "A/HD_B/1", "{}", qos: 1, packetId: 1), Packets.PingReq);

        Assert.Equal([level == 5 ? "2003008500" : "20020002"], await client.ReadToEndAsync());
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [Conformance("3.1.1", "MQTT-3.1.2-6")]
    [Conformance("5.0", "MQTT-3.1.2-4", "MQTT-4.1.0-1", "MQTT-4.1.0-2")]
    public async Task Session_RemembersWhatItHandled_AsLongAsItsConnectionLasts(int level)
    {
        await using var host = await ProtocolHost.StartAsync();
        for (var connection = 0; connection < 2; connection++)
        {
            using var client = await host.ConnectAsync();
            await client.SendAsync(Packets.Connect(level), Packets.Publish(level, "A/HD_B/1", "{}", qos: 2, packetId: 1));
            await client.ReadAsync();
            Assert.StartsWith("30", await client.ReadAsync());
            Assert.Equal("50020001", await client.ReadAsync());

            await client.SendAsync(Packets.Publish(level, "A/HD_B/1", "{}", qos: 2, packetId: 1, duplicate: true));

            Assert.Equal("50020001", await client.ReadAsync());
            await client.PingAsync();
        }
    }

    public static TheoryData<string, int, byte[], string> Violations() => new()
    {
        { "PUBREL with other flags", 4, [0x60, 2, 0, 1], "" },
        { "filter of QoS 3", 4, Packets.Of(0x82, [0, 1], Packets.Text("a"), [3]), "" },
        { "duplicate without QoS", 4, Packets.Publish(4, "A/B", duplicate: true), "" },
        { "filter to subscribe that is not UTF-8", 4, Packets.Of(0x82, [0, 1], IllFormed, [0]), "" },
        { "filter to subscribe that is not UTF-8", 5, Packets.Of(0x82, [0, 1, 0], IllFormed, [0]), "E0028100" },
        { "UNSUBSCRIBE with other flags", 4, Packets.Of(0xA0, [0, 1], Packets.Text("a")), "" },
        { "UNSUBSCRIBE with other flags", 5, Packets.Of(0xA0, [0, 1, 0], Packets.Text("a")), "E0028100" },
        { "UNSUBSCRIBE without filter", 4, Packets.Of(0xA2, [0, 1]), "" },
        { "filter to unsubscribe that is not UTF-8", 4, Packets.Of(0xA2, [0, 1], IllFormed), "" },
        { "filter to unsubscribe that is not UTF-8", 5, Packets.Of(0xA2, [0, 1, 0], IllFormed), "E0028100" },
        { "DISCONNECT with other flags", 4, [0xE1, 0], "" },
        { "DISCONNECT with other flags", 5, [0xE1, 0], "E0028100" },
        { "AUTH with other flags", 5, [0xF1, 0], "E0028100" },
        { "name of a pair that is not UTF-8", 5, Packets.Publish(5, "A", properties: [0x26, .. IllFormed, .. Packets.Text("v")]), "E0028100" },
        { "value of a pair that is not UTF-8", 5, Packets.Publish(5, "A", properties: [0x26, .. Packets.Text("n"), .. IllFormed]), "E0028100" },
        { "Response Topic that is not UTF-8", 5, Packets.Publish(5, "A", properties: [0x08, .. IllFormed]), "E0028100" },
        { "Content Type that is not UTF-8", 5, Packets.Publish(5, "A", properties: [0x03, .. IllFormed]), "E0028100" },
        { "shared subscription with No Local", 5, Packets.Of(0x82, [0, 1, 0], Packets.Text("$share/g/a"), [4]), "E0028200" },
        { "reserved bits of a filter", 5, Packets.Of(0x82, [0, 1, 0], Packets.Text("a"), [0x40]), "E0028100" },
    };

    [Theory]
    [MemberData(nameof(Violations))]
    [Conformance("3.1.1", "MQTT-3.3.1-2", "MQTT-3.6.1-1", "MQTT-3.8.3-1", "MQTT-3.8.3-4", "MQTT-3.10.1-1", "MQTT-3.10.3-1", "MQTT-3.10.3-2", "MQTT-3.14.1-1", "MQTT-4.8.0-1")]
    [Conformance("5.0", "MQTT-1.5.7-1", "MQTT-3.3.2-13", "MQTT-3.3.2-19", "MQTT-3.8.3-1", "MQTT-3.8.3-4", "MQTT-3.8.3-5", "MQTT-3.10.1-1", "MQTT-3.10.3-1")]
    [Conformance("5.0", "MQTT-3.14.1-1", "MQTT-3.15.1-1", "MQTT-4.13.1-1")]
    public async Task Violation_ClosesTheClient(string what, int level, byte[] packet, string goodbye)
    {
        await using var host = await ProtocolHost.StartAsync();
        using var client = await host.ConnectAsync();
        await client.SendAsync(Packets.Connect(level));
        await client.ReadAsync();
        await client.SendAsync(packet, Packets.PingReq);

        Assert.Equal($"{what}: {goodbye}", $"{what}: {string.Join(' ', await client.ReadToEndAsync())}");
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [Conformance("3.1.1", "MQTT-1.5.3-3")]
    [Conformance("5.0", "MQTT-1.5.4-3")]
    public async Task ByteOrderMark_StaysWhereItIs(int level)
    {
        await using var host = await ProtocolHost.StartAsync();
        using var client = await host.ConnectAsync();
        await client.SendAsync(Packets.Connect(level), Packets.Publish(level, "\uFEFFA/HD_B/1", "{}"));
        await client.ReadAsync();

        Assert.Contains(Convert.ToHexString(Packets.Text("\uFEFFA/HD_B/1")), await client.ReadAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [Conformance("3.1.1", "MQTT-3.3.1-3", "MQTT-4.3.2-2")]
    [Conformance("5.0", "MQTT-3.3.1-3", "MQTT-4.3.2-5")]
    public async Task Publish_AgainWithTheSameId_IsANewRequest_AndItsReplyIsNoDuplicate(int level)
    {
        await using var host = await ProtocolHost.StartAsync();
        using var client = await host.ConnectAsync();
        await client.SendAsync(Packets.Connect(level), Packets.Publish(level, "A/HD_B/1", "{}", qos: 1, packetId: 1));
        await client.ReadAsync();
        Assert.StartsWith("30", await client.ReadAsync());
        Assert.Equal("40020001", await client.ReadAsync());

        await client.SendAsync(Packets.Publish(level, "A/HD_B/1", "{}", qos: 1, packetId: 1, duplicate: true));

        Assert.StartsWith("30", await client.ReadAsync());
        Assert.Equal("40020001", await client.ReadAsync());
    }

    [Fact]
    [Conformance("5.0", "MQTT-3.6.2-1")]
    public async Task Received_OfWhatWasNotSent_IsAnsweredWithAReason()
    {
        await using var host = await ProtocolHost.StartAsync();
        using var client = await host.ConnectAsync();
        await client.SendAsync(Packets.Connect(5), [0x50, 2, 0, 9]);
        await client.ReadAsync();

        Assert.Equal("62040009" + "9200", await client.ReadAsync());
    }

    [Fact]
    [Conformance("5.0", "MQTT-3.11.3-1", "MQTT-3.11.3-2")]
    public async Task Unsubscribe_SeveralFilters_HasACodeForEachInTheirOrder()
    {
        await using var host = await ProtocolHost.StartAsync();
        using var client = await host.ConnectAsync();
        await client.SendAsync(Packets.Connect(5), Packets.Of(0xA2, [0, 7, 0], Packets.Text("a"), Packets.Text("a#"), Packets.Text("b")));
        await client.ReadAsync();

        Assert.Equal("B006" + "0007" + "00" + "008F00", await client.ReadAsync());
    }

    [Fact]
    [Conformance("5.0", "MQTT-3.1.2-26", "MQTT-3.3.2-11")]
    public async Task Push_ToAClientThatTakesAliases_HasNone()
    {
        await using var gateway = new MemoryGateway();
        var connection = gateway.Connect(out var client);
        var running = connection.RunAsync();
        await client.SendAsync(Packets.Connect(5, properties: [0x22, 0, 10]));
        await client.ReadAsync();
        await client.PingAsync();

        Assert.True(connection.TrySend(new OutboundMessage("A", default)));
        Assert.True(connection.TrySend(new OutboundMessage("A", default)));

        Assert.Equal("3004" + "000141" + "00", await client.ReadAsync());
        Assert.Equal("3004" + "000141" + "00", await client.ReadAsync());
        client.Dispose();
        await running;
    }

    [Fact]
    [Conformance("5.0", "MQTT-3.3.4-10", "MQTT-3.10.4-2", "MQTT-3.10.4-3", "MQTT-4.4.0-2")]
    public async Task Push_ThatWaits_IsSentAfterUnsubscribing_AndAfterAnAcknowledgementThatSaysThatItFailed()
    {
        await using var gateway = new MemoryGateway();
        var connection = gateway.Connect(out var client);
        var running = connection.RunAsync();
        await client.SendAsync(Packets.Connect(5, properties: [0x21, 0, 1]));
        await client.ReadAsync();
        await client.PingAsync();
        var push = new OutboundMessage("A", default, qualityOfService: 1);
        Assert.True(connection.TrySend(push));
        Assert.True(connection.TrySend(push));
        Assert.Equal("3206" + "000141" + "0001" + "00", await client.ReadAsync());

        await client.SendAsync(Packets.Of(0xA2, [0, 7, 0], Packets.Text("#")));
        Assert.Equal("B004" + "0007" + "0000", await client.ReadAsync());
        await client.SendAsync([0x40, 4, 0, 1, 0x87, 0]);

        Assert.Equal("3206" + "000141" + "0002" + "00", await client.ReadAsync());
        client.Dispose();
        await running;
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [Conformance("3.1.1", "MQTT-4.7.3-3")]
    [Conformance("5.0", "MQTT-4.7.3-3")]
    public async Task Push_WithATopicThatIsTooLong_IsNotSent(int level)
    {
        await using var gateway = new MemoryGateway();
        var connection = gateway.Connect(out var client);
        var running = connection.RunAsync();
        await client.SendAsync(Packets.Connect(level));
        await client.ReadAsync();
        await client.PingAsync();

        Assert.False(connection.TrySend(new OutboundMessage(new string('大', 21_846), default)));

        await client.PingAsync();
        client.Dispose();
        await running;
    }

    // The reason with which the client is let in or not.
    private static async Task<string> ConnectAsync(byte[] packet)
    {
        await using var host = await ProtocolHost.StartAsync();
        using var client = await host.ConnectAsync();
        await client.SendAsync(packet);
        return (await client.ReadAsync())[6..8];
    }
}
