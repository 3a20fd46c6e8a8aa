using MQTTnet.Formatter;
using Mqant.Tests.Infrastructure;
using Mqant.Tests.Protocol;
using Xunit;

namespace Mqant.Tests.StockClients;

/// <summary>
/// Clients as mqant's demos are written: MQTT 3.1, the same client id in each of them, no subscription, replies matched by the exact topic, and
/// a topic with more than two segments taken for a reply that comes once.
/// </summary>
public sealed class MqantDemoClientTests(SharedGateway shared) : GatewayTest(shared)
{
    private static readonly ClientOptions OverTcp = new() { Version = MqttProtocolVersion.V310, ClientId = "111" };

    private static readonly ClientOptions OverWebSocket = OverTcp with { WebSocketPath = "/mqant", SubProtocols = ["mqttv3.1"] };

    [Fact]
    public async Task SeveralClients_WithOneClientId_ChatWithEachOther()
    {
        var room = Unique("room");
        var clients = new List<GameClient>();
        var users = new List<string>();
        foreach (var options in new[] { OverTcp, OverWebSocket, OverTcp, OverWebSocket })
        {
            var client = await ConnectAsync(options);
            var user = Unique("user");
            var login = await client.CallOnTopicAsync("Login/HD_Login/1", $$"""{"userName":"{{user}}","passWord":"Hello,anyone!"}""");
            var join = await client.CallOnTopicAsync("Chat/HD_JoinChat/2", $$"""{"roomName":"{{room}}"}""");
            Assert.Equal($"login success {user}", login.Result.GetString());
            clients.Add(client);
            users.Add(user);
            Assert.Equal(users.Order(), join.Result.GetProperty("users").EnumerateArray().Select(member => member.GetString()!).Order());
        }

        foreach (var (client, i) in clients.Select((client, i) => (client, i)))
        {
            var say = await client.CallOnTopicAsync("Chat/HD_Say/3", $$"""{"roomName":"{{room}}","from":"","target":"*","content":"hello {{i}}"}""");
            Assert.Equal("""{"say":"say success"}""", say.ResultText);
        }

        foreach (var client in clients)
        {
            for (var i = 0; i < clients.Count; i++)
            {
                await client.WaitForPushAsync("Chat/OnChat", $$"""{"from":"{{users[i]}}","msg":"hello {{i}}","roomName":"{{room}}","target":"*"}""");
            }

            Assert.All(client.Messages.Snapshot().GroupBy(message => message.Topic).Where(IsReply), replies => Assert.Single(replies));
        }
    }

    private static bool IsReply(IGrouping<string, Received> messages) => messages.Key.Split('/').Length > 2;
}
