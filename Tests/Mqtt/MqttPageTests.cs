using System.Globalization;
using System.Text.RegularExpressions;
using Mqant.Gateway;
using Mqant.Gateway.Mqtt;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Mqtt;

/// <summary>The page about MQTT: what it says of that which is not there happens, and its tables of codes and settings are complete.</summary>
public sealed partial class MqttPageTests
{
    private const string Nothing = "–";

    // A connection begins with its packet where that is a CONNECT, or no MQTT at all.
    private static readonly byte[] Firsts = [0x10, 0x16];

    public static TheoryData<string, int, byte[]> Uses()
    {
        var uses = new TheoryData<string, int, byte[]>();
        foreach (var level in new[] { 3, 4, 5 })
        {
            byte[] none = level == 5 ? [0] : [];
            byte[] will = [.. none, .. Packets.Text("will/topic"), .. Packets.Text("gone")];
            byte[] expiry = level == 5 ? [0x11, 0, 0, 0, 60] : [];
            var request = Packets.Publish(level, "A/HD_B/1", "{}");
            byte[] Subscribe(string filter, byte quality = 0) => Packets.Of(0x82, [0, 1], none, Packets.Text(filter), [quality]);

            uses.Add("Retained message", level, [0x31, .. request[1..]]);
            uses.Add("Retained will", level, Packets.Connect(level, flags: 0x26, after: will));
            uses.Add("Will", level, Packets.Connect(level, flags: 0x06, after: will));
            uses.Add("Persistent session", level, Packets.Connect(level, flags: 0, properties: expiry));
            uses.Add("Persistent session without client id", level, Packets.Connect(level, "", flags: 0, properties: expiry));
            uses.Add("Message to another client", level, request);
            uses.Add("QoS 2 to the client", level, Subscribe("a", quality: 2));
            uses.Add("Shared subscription", level, Subscribe("$share/group/a"));
            uses.Add("Malformed filter", level, Subscribe("a#"));
            uses.Add("Authentication exchange", level, [0xF0, 0]);
            uses.Add("TLS", level, [0x16, 3, 1, 0, 5, 1, 0, 0, 1, 3]);
        }

        uses.Add("Subscription identifier", 5, Packets.Of(0x82, [0, 1, 2, 0x0B, 1], Packets.Text("a"), [0]));
        uses.Add("Topic alias", 5, Packets.Publish(5, "A/HD_B/1", properties: [0x23, 0, 1]));
        uses.Add("Authentication method", 5, Packets.Connect(5, properties: [0x15, .. Packets.Text("SCRAM-SHA-1")]));
        uses.Add("A newer version", 5, Packets.Of(0x10, Packets.Text("MQTT"), [6, 2, 0, 0, 0], Packets.Text("c")));
        uses.Add("Bridge", 3, Packets.Of(0x10, Packets.Text("MQIsdp"), [0x83, 2, 0, 0], Packets.Text("c")));
        uses.Add("Bridge", 4, Packets.Of(0x10, Packets.Text("MQTT"), [0x84, 2, 0, 0], Packets.Text("c")));
        return uses;
    }

    [Theory]
    [MemberData(nameof(Uses))]
    public async Task WhatIsNotThere_WhenUsed_IsAnsweredAsThePageSays(string what, int level, byte[] packet)
    {
        var row = (await ReadRowsAsync("What is not there")).Single(cells => cells[0] == what);
        await using var host = await ProtocolHost.StartAsync();
        using var client = await host.ConnectAsync();
        if (!Firsts.Contains(packet[0]))
        {
            await client.SendAsync(Packets.Connect(level));
            await client.ReadAsync();
        }

        await client.SendAsync(packet);

        Assert.StartsWith(Describe(await client.ReadAsync()), row[level == 5 ? 3 : 2].Replace("`", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatIsNotThere_OnThePage_IsTried()
    {
        var tried = Uses().Select(use => use.Data).Select(use => (use.Item1, use.Item2 == 5 ? "5.0" : "3.x")).Distinct();

        var written = (await ReadRowsAsync("What is not there"))
            .SelectMany(cells => new[] { (cells[0], "3.x", cells[2]), (cells[0], "5.0", cells[3]) })
            .Where(use => use.Item3 != Nothing)
            .Select(use => (use.Item1, use.Item2));

        Assert.Equal(tried.Order(), written.Order());
    }

    [Fact]
    public async Task ReasonCodes_OnThePage_AreThoseOfTheGateway()
    {
        var written = (await ReadRowsAsync("Reason codes")).Select(cells => Convert.ToByte(cells[0], 16));

        Assert.Equal(Enum.GetValues<ReasonCode>().Select(code => (byte)code), written);
    }

    [Fact]
    public async Task Settings_OnThePage_HaveTheirDefaults()
    {
        var options = new GatewayOptions();

        foreach (var cells in await ReadRowsAsync("Limits and their settings"))
        {
            foreach (Match name in Code().Matches(cells[0]))
            {
                var value = typeof(GatewayOptions).GetProperty(name.Groups["text"].Value)?.GetValue(options);
                Assert.Equal($"{name} {cells[1]}", $"{name} {Convert.ToString(value, CultureInfo.InvariantCulture)}");
            }
        }
    }

    // In the words of the page.
    private static string Describe(string packet)
    {
        if (packet == WireClient.Closed)
        {
            return "closed";
        }

        var bytes = Convert.FromHexString(packet);
        return (bytes[0] >> 4) switch
        {
            2 when bytes[3] == 0 => "accepted",
            2 => $"CONNACK 0x{bytes[3]:X2}",
            3 => "the request is handled",
            9 => $"SUBACK 0x{bytes[^1]:X2}",
            14 => $"DISCONNECT 0x{bytes[2]:X2}",
            _ => packet,
        };
    }

    // The cells of the table under a heading, without its head.
    private static async Task<string[][]> ReadRowsAsync(string heading)
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Programs.Root, "docs/mqtt.md"), TestContext.Current.CancellationToken);
        var section = page[page.IndexOf($"\n## {heading}\n", StringComparison.Ordinal)..];
        var table = section[(section.IndexOf("\n|---", StringComparison.Ordinal) + 1)..];
        return [.. table.Split('\n').Skip(1).TakeWhile(line => line.StartsWith('|')).Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))];
    }

    [GeneratedRegex("`(?<text>[^`]+)`")]
    private static partial Regex Code();
}
