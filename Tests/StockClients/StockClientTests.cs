using System.Text.Json;
using Mqant.Tests.Infrastructure;
using Mqant.Tests.Protocol;
using Xunit;

namespace Mqant.Tests.StockClients;

/// <summary>Clients as their makers ship them.</summary>
public sealed class StockClientTests(SharedGateway shared) : GatewayTest(shared)
{
    private const string MosquittoClients = "apt-get install mosquitto-clients";

    [Theory]
    [InlineData(null)]
    [InlineData("mqttv31")]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task MosquittoRr_AsInTheReadme_PrintsTheAnswer(string? version)
    {
        var program = Tools.Require("mosquitto_rr", MosquittoClients);
        string[] readme = ["-p", $"{Gateway.Tcp.Port}", "-t", "HelloWorld/HD_Say/1", "-e", "HelloWorld/HD_Say/1", "-m", """{"say":"hello"}"""];

        var output = await ToolProcess.RunAsync(program, version is null ? readme : [.. readme, "-V", version]);

        Assert.Equal("you say : hello", Reply.Read(output.Trim()).Result.GetString());
    }

    [Fact]
    public async Task MosquittoRr_WithAResponseTopicOfItsOwn_PrintsTheAnswer()
    {
        var program = Tools.Require("mosquitto_rr", MosquittoClients);

        var output = await ToolProcess.RunAsync(
            program, "-p", $"{Gateway.Tcp.Port}", "-V", "mqttv5", "-t", "HelloWorld/HD_Say", "-e", "any/answer/topic", "-m", """{"say":"hello"}""");

        Assert.Equal("you say : hello", Reply.Read(output.Trim()).Result.GetString());
    }

    [Theory]
    [InlineData("mqttv31", "0")]
    [InlineData("mqttv311", "1")]
    [InlineData("mqttv5", "2")]
    public async Task MosquittoPub_IsAcknowledged(string version, string qualityOfService)
    {
        var program = Tools.Require("mosquitto_pub", MosquittoClients);

        await ToolProcess.RunAsync(
            program, "-p", $"{Gateway.Tcp.Port}", "-V", version, "-q", qualityOfService, "-t", "HelloWorld/HD_Say", "-m", """{"say":"hello"}""");
    }

    [Theory]
    [InlineData("mqttv31")]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task MosquittoSub_GetsAPush(string version)
    {
        var program = Tools.Require("mosquitto_sub", MosquittoClients);
        await using var gateway = await MqantProcess.StartGatewayAsync();
        // Without a terminal it would keep its lines to itself until it ends.
        await using var subscriber = ToolProcess.Start(
            Tools.Require("stdbuf", "apt-get install coreutils"), "-oL", program, "-p", $"{gateway.Tcp.Port}", "-V", version, "-d", "-v", "-C", "1", "-t", "Session/#");
        await subscriber.WaitForLineAsync(line => line.Contains("SUBACK", StringComparison.Ordinal));

        await gateway.StopAsync();

        await subscriber.WaitForLineAsync(line => line == """Session/OnReconnect {"reason":"draining"}""");
    }

    [Theory]
    [InlineData("3.1")]
    [InlineData("3.1.1")]
    [InlineData("5.0")]
    public async Task Paho_LogsInAndChats(string version)
    {
        var python = Tools.RequirePythonWithPaho();
        var (user, room) = (Unique("user"), Unique("room"));

        var output = await ToolProcess.RunAsync(
            python, Tools.Script("paho_client.py"), "127.0.0.1", $"{Gateway.Tcp.Port}", version, user, room);

        AssertChatted(Messages(output).Skip(1), "hello from paho", user, room);
    }

    [Theory]
    [InlineData("/mqant", "3")]
    [InlineData("/mqant", "4")]
    [InlineData("/mqtt", "4")]
    [InlineData("/", "4")]
    [InlineData("/mqtt", "5")]
    public async Task MqttJs_OverWebSocket_LogsInAndChats(string path, string version)
    {
        var node = Tools.RequireNodeWithMqttJs();
        var (user, room) = (Unique("user"), Unique("room"));

        var output = await ToolProcess.RunAsync(
            node, Path.Combine(Tools.Script("js"), "mqtt_client.js"), $"ws://{Gateway.WebSocket}{path}", version, user, room);

        AssertChatted(Messages(output), "hello from MQTT.js", user, room);
    }

    [Theory]
    [InlineData("4")]
    [InlineData("5")]
    public async Task MqttJs_ManyRequestsAtOnce_AreAllAnsweredOverOneConnection(string version)
    {
        var node = Tools.RequireNodeWithMqttJs();

        var output = await ToolProcess.RunAsync(
            node, Path.Combine(Tools.Script("js"), "mqtt_burst.js"), $"mqtt://{Gateway.Tcp}", version, "1", "100", "HelloWorld/HD_Say", Unique("user"));

        Assert.Equal("[100,1]", output.Trim());
    }

    [Theory]
    [InlineData("4", "0")]
    [InlineData("5", "0")]
    [InlineData("5", "1")]
    public async Task MqttJs_ThatEndsRightAfterItsRequests_HasThemAllHandled(string version, string qualityOfService)
    {
        var node = Tools.RequireNodeWithMqttJs();
        var gate = $"Gate@{Unique("gate")}";
        var opener = await ConnectAsync();
        await using var client = ToolProcess.Start(
            node, Path.Combine(Tools.Script("js"), "mqtt_burst.js"), $"mqtt://{Gateway.Tcp}", version, qualityOfService, "50", $"{gate}/HD_Pass");
        if (qualityOfService == "0")
        {
            // It waits for acknowledgements, otherwise for nothing.
            await client.WaitForSuccessAsync();
        }

        await opener.CallForResultAsync($"{gate}/HD_Open", "{}");

        Assert.Equal(50, (await opener.CallForResultAsync($"{gate}/HD_Passed", new { count = 50 })).GetInt32());
        await client.WaitForSuccessAsync();
    }

    [Theory]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task MosquittoPub_OfManyLines_HasThemAllHandled(string version)
    {
        var program = Tools.Require("mosquitto_pub", MosquittoClients);
        var gate = $"Gate@{Unique("gate")}";
        var opener = await ConnectAsync();

        await ToolProcess.RunAsync(
            Tools.Require("bash", "apt-get install bash"),
            "-c",
            $"for i in {{1..50}}; do echo '{{}}'; done | {program} -l -p {Gateway.Tcp.Port} -V {version} -t {gate}/HD_Pass");
        await opener.CallForResultAsync($"{gate}/HD_Open", "{}");

        Assert.Equal(50, (await opener.CallForResultAsync($"{gate}/HD_Passed", new { count = 50 })).GetInt32());
    }

    [Fact]
    public async Task MqttNet_ManyRequestsAtOnce_AreAllAnsweredOverOneConnection()
    {
        var (client, _) = await LoginAsync(options: ClientOptions.Version5);

        var published = await Task.WhenAll(Enumerable.Range(0, 100)
            .Select(i => client.PublishAsync($"HelloWorld/HD_Say/{i}", $$"""{"say":"{{i}}"}""", qualityOfService: 1)));

        Assert.All(published, result => Assert.True(result.IsSuccess));
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal($"you say : {i}", Reply.Read((await client.WaitForPushAsync($"HelloWorld/HD_Say/{i}")).Text).Result.GetString());
        }

        Assert.True(client.Mqtt.IsConnected);
    }

    private static IEnumerable<(string Topic, string Payload)> Messages(string output)
        => output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<string[]>(line)!)
            .Select(message => (message[0], message[1]));

    private static void AssertChatted(IEnumerable<(string Topic, string Payload)> messages, string said, string user, string room)
    {
        var all = messages.ToList();
        Assert.Equal(
            ["HelloWorld/HD_Say/1", "Login/HD_Login/2", "Chat/HD_JoinChat/3", "Chat/OnChat", "Chat/HD_Say/4"],
            all.Select(message => message.Topic));
        Assert.Equal($"you say : {said}", Reply.Read(all[0].Payload).Result.GetString());
        Assert.Equal($"login success {user}", Reply.Read(all[1].Payload).Result.GetString());
        Assert.Equal($$"""{"users":["{{user}}"]}""", Reply.Read(all[2].Payload).ResultText);
        Assert.Equal($$"""{"from":"{{user}}","msg":"大家好","roomName":"{{room}}","target":"*"}""", all[3].Payload);
        Assert.Equal("""{"say":"say success"}""", Reply.Read(all[4].Payload).ResultText);
    }
}
