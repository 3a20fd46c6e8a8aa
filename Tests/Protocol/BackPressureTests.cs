using MQTTnet;
using MQTTnet.Protocol;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Protocol;

/// <summary>Calls that take their time.</summary>
public sealed class BackPressureTests(SharedGateway shared) : GatewayTest(shared)
{
    private const int InFlight = 20;

    [Fact]
    public async Task RequestsBeyondTheLimit_WaitAndAreAnsweredInOrder()
    {
        var gate = $"Gate@{Unique("gate")}";
        using var client = await ConnectRawAsync();
        var opener = await ConnectAsync();
        const int count = 3 * InFlight;

        await client.SendAsync([.. Enumerable.Range(0, count).Select(i => Packet.Publish($"{gate}/HD_Pass/{i}", "{}")), Packet.PingReq]);
        var first = await client.ReadAsync();
        await opener.CallForResultAsync($"{gate}/HD_Open", "{}");
        var replies = new List<Packet>();
        for (var i = 0; i < count; i++)
        {
            replies.Add(await client.ReadAsync());
        }

        Assert.Equal(PacketKind.PingResp, first.Kind);
        Assert.Equal(Enumerable.Range(0, count).Select(i => $"{gate}/HD_Pass/{i}"), replies.Select(reply => reply.Topic));
        Assert.All(replies, reply => Assert.Equal("\"passed\"", Reply.Read(System.Text.Encoding.UTF8.GetString(reply.Payload)).ResultText));
    }

    [Fact]
    public async Task RequestBeyondTheLimit_StartsWhenAnotherIsDone()
    {
        var gates = Enumerable.Range(0, InFlight + 1).Select(_ => $"Gate@{Unique("gate")}").ToList();
        using var client = await ConnectRawAsync();
        var opener = await ConnectAsync();
        await client.SendAsync([.. gates.Select(gate => Packet.Publish($"{gate}/HD_Pass/1", "{}")), Packet.PingReq]);
        Assert.Equal(PacketKind.PingResp, (await client.ReadAsync()).Kind);

        // The last one's gate stands open, but it has no place in flight before the first is done.
        await opener.CallForResultAsync($"{gates[^1]}/HD_Open", "{}");
        await opener.CallForResultAsync($"{gates[0]}/HD_Open", "{}");

        Assert.Equal($"{gates[0]}/HD_Pass/1", (await client.ReadAsync()).Topic);
        Assert.Equal($"{gates[^1]}/HD_Pass/1", (await client.ReadAsync()).Topic);
    }

    [Fact]
    public async Task WaitingRequests_DoNotHoldUpOtherClients()
    {
        var gate = $"Gate@{Unique("gate")}";
        using var busy = await ConnectRawAsync();
        await busy.SendAsync([.. Enumerable.Range(0, 100).Select(i => Packet.Publish($"{gate}/HD_Pass/{i}", "{}")), Packet.PingReq]);
        await busy.ReadAsync();

        var other = await ConnectAsync();

        Assert.Equal("you say : free", (await other.CallForResultAsync("HelloWorld/HD_Say", new { say = "free" })).GetString());
    }

    [Fact]
    public async Task WaitingRequests_DoNotHoldUpDisconnect()
    {
        var gate = $"Gate@{Unique("gate")}";
        using var client = await ConnectRawAsync();

        await client.SendAsync([.. Enumerable.Range(0, 2 * InFlight).Select(i => Packet.Publish($"{gate}/HD_Pass/{i}", "{}")), Packet.Disconnect]);

        Assert.Empty(await client.ReadToEndAsync());
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task MoreUnacknowledgedThanInFlight_WaitAndAreAcknowledgedInOrder(int level)
    {
        var gate = $"Gate@{Unique("gate")}";
        using var client = await ConnectRawAsync(level);
        var opener = await ConnectAsync();
        const int count = 5 * InFlight;

        await client.SendAsync([.. Enumerable.Range(1, count).Select(id => Packet.Make(
            0x32, [.. Packet.Text($"{gate}/HD_Pass"), 0, (byte)id, .. level == 5 ? [0] : Array.Empty<byte>(), .. "{}"u8])), Packet.PingReq]);
        Assert.Equal(PacketKind.PingResp, (await client.ReadAsync()).Kind);
        await opener.CallForResultAsync($"{gate}/HD_Open", "{}");

        for (var id = 1; id <= count; id++)
        {
            var answer = await client.ReadAsync();
            Assert.Equal((PacketKind.PubAck, id), (answer.Kind, answer.Id));
        }
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(true, false)]
    public async Task RequestsBeyondTheLimit_AreHandled_ThoughTheClientIsGone(bool overWebSocket, bool saysGoodbye)
    {
        const int count = 5 * InFlight;
        var gate = $"Gate@{Unique("gate")}";
        var opener = await ConnectAsync();
        byte[][] packets =
        [
            .. overWebSocket ? [Packet.Connect(4, Guid.NewGuid().ToString("N")[..20])] : Array.Empty<byte[]>(),
            .. Enumerable.Range(0, count).Select(_ => Packet.Publish($"{gate}/HD_Pass", "{}")),
            .. saysGoodbye ? [Packet.Disconnect] : Array.Empty<byte[]>(),
        ];

        if (overWebSocket)
        {
            var socket = await OpenWebSocketAsync("/mqtt", "mqtt");
            await socket.SendAsync(
                packets.SelectMany(packet => packet).ToArray(), System.Net.WebSockets.WebSocketMessageType.Binary, endOfMessage: true, TestContext.Current.CancellationToken);
            await socket.CloseOutputAsync(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken);
        }
        else
        {
            using var client = await ConnectRawAsync();
            await client.SendAsync(packets);
            client.EndSending();
            Assert.Empty(await client.ReadToEndAsync());
        }

        await opener.CallForResultAsync($"{gate}/HD_Open", "{}");
        Assert.Equal(count, (await opener.CallForResultAsync($"{gate}/HD_Passed", new { count })).GetInt32());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RequestsThatAreNotReadYet_AreHandled_ThoughTheClientIsGone(bool saysGoodbye)
    {
        // More than waits in the gateway and in its pipe.
        const int count = 300;
        var gate = $"Gate@{Unique("gate")}";
        var payload = $$"""{"x":"{{new string('x', 1_000)}}"}""";
        using var client = await ConnectRawAsync();
        var opener = await ConnectAsync();
        var sent = SendAllAsync();

        await opener.CallForResultAsync($"{gate}/HD_Open", "{}");
        Assert.Equal(count, (await opener.CallForResultAsync($"{gate}/HD_Passed", new { count })).GetInt32());
        await sent;

        async Task SendAllAsync()
        {
            await client.SendAsync([.. Enumerable.Range(0, count).Select(_ => Packet.Publish($"{gate}/HD_Pass", payload)), saysGoodbye ? Packet.Disconnect : []]);
            client.EndSending();
        }
    }

    [Fact]
    public async Task CallBeyondItsTimeLimit_IsCancelledReportedAndAcknowledged()
    {
        await using var gateway = await StartGatewayWithShortCallsAsync();
        using var client = await GameClient.ConnectAsync(gateway);
        var topic = "Gate@slow/HD_Pass/1";
        await client.CallForResultAsync("Gate@slow/HD_Name", "{}");

        var published = await client.PublishAsync(new MqttApplicationMessageBuilder()
            .WithTopic(topic)
            .WithPayload("{}")
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
            .Build());
        var reply = await client.WaitForPushAsync(topic);

        Assert.True(published.IsSuccess);
        Assert.Equal("deadline exceeded", Reply.Read(reply.Text).Error);
        Assert.Equal("cancelled", (await client.CallForResultAsync("Gate@slow/HD_Cancelled", "{}")).GetString());
    }

    [Fact]
    public async Task CallsBehindOneBeyondItsTimeLimit_AreAnsweredToo()
    {
        await using var gateway = await StartGatewayWithShortCallsAsync();
        using var client = await GameClient.ConnectAsync(gateway);
        await client.CallForResultAsync("Gate@slow/HD_Name", "{}");

        var slow = Enumerable.Range(0, 3).Select(_ => client.CallAsync("Gate@slow/HD_Pass", "{}")).ToList();
        var opened = client.CallAsync("Gate@slow/HD_Open", "{}");
        await opened;
        var after = await client.CallAsync("Gate@slow/HD_Pass", "{}");

        Assert.Equal("passed", after.Result.GetString());
        Assert.All(await Task.WhenAll(slow), reply => Assert.Contains(reply.Error, new[] { "deadline exceeded", string.Empty }));
    }

    // Short for a test, long enough for a call on a busy machine.
    private static Task<EmbeddedGateway> StartGatewayWithShortCallsAsync() => EmbeddedGateway.StartAsync("--Mqant:Gateway:CallTimeout=00:00:03");
}
