using MQTTnet.Formatter;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Protocol;

/// <summary>Many requests at once from one client.</summary>
public sealed class OrderTests(SharedGateway shared) : GatewayTest(shared)
{
    private const int Requests = 1_000;

    // Each brings a push and a reply; a client that leaves more than 256 messages unread loses pushes.
    private const int Unread = 100;

    [Theory]
    [InlineData(MqttProtocolVersion.V311, null)]
    [InlineData(MqttProtocolVersion.V500, null)]
    [InlineData(MqttProtocolVersion.V311, "/mqtt")]
    public async Task Requests_OfOneSessionToOneGrain_AreHandledAndAnsweredInOrder(MqttProtocolVersion version, string? webSocketPath)
    {
        var room = Unique("room");
        var (client, user) = await LoginAsync(options: new ClientOptions { Version = version, WebSocketPath = webSocketPath });
        await client.JoinAsync(room);

        for (var i = 0; i < Requests; i++)
        {
            await client.PublishAsync($"Chat/HD_Say/in-order-{i}", $$"""{"roomName":"{{room}}","target":"*","content":"{{i}}"}""");
            if ((i + 1) % Unread == 0)
            {
                await WaitForRepliesAsync(i + 1);
            }
        }

        var messages = await WaitForRepliesAsync(Requests);
        var expected = Enumerable.Range(0, Requests).Select(i => i.ToString()).ToArray();
        var pushes = messages.Where(message => message.Topic == "Chat/OnChat").ToList();
        var replies = messages.Where(message => message.Topic.StartsWith("Chat/HD_Say/in-order-", StringComparison.Ordinal)).ToList();
        Assert.Equal(expected, pushes.Select(push => push.Json.GetProperty("msg").GetString()!));
        Assert.Equal(expected, replies.Select(reply => reply.Topic["Chat/HD_Say/in-order-".Length..]));
        Assert.All(replies, reply => Assert.Equal("""{"say":"say success"}""", Reply.Read(reply.Text).ResultText));
        Assert.All(pushes, push => Assert.Equal(user, push.Json.GetProperty("from").GetString()));

        Task<IReadOnlyList<Received>> WaitForRepliesAsync(int count) => client.Messages.WaitForAsync(
            messages => messages.Count(message => message.Topic.StartsWith("Chat/HD_Say/in-order-", StringComparison.Ordinal)) == count,
            $"{count} replies");
    }

    [Fact]
    public async Task Requests_ToSeveralGrains_AreAllAnsweredWithTheirOwnReply()
    {
        var (client, user) = await LoginAsync();

        var calls = Enumerable.Range(0, Requests).Select(async i => (i % 3) switch
        {
            0 => (await client.CallForResultAsync("HelloWorld/HD_Say", new { say = $"{i}" })).GetString() == $"you say : {i}",
            1 => (await client.CallForResultAsync("Login/HD_Robot", "{}")).GetString() == "sss",
            _ => (await client.CallForResultAsync("Chat/HD_JoinChat", new { roomName = $"{user}-{i % 10}" })).GetProperty("users")[0].GetString() == user,
        });

        Assert.All(await Task.WhenAll(calls), Assert.True);
    }

    [Fact]
    public async Task Requests_ThatFail_KeepTheirPlaceAmongTheOthers()
    {
        var room = Unique("room");
        var (client, _) = await LoginAsync();
        await client.JoinAsync(room);
        const int count = 200;

        for (var i = 0; i < count; i++)
        {
            var payload = i % 2 == 0 ? $$"""{"roomName":"{{room}}","target":"*","content":"x"}""" : $$"""{"roomName":"{{room}}","target":"nobody","content":"x"}""";
            await client.PublishAsync($"Chat/HD_Say/mixed-{i}", payload);
        }

        var messages = await client.Messages.WaitForAsync(
            messages => messages.Count(message => message.Topic.StartsWith("Chat/HD_Say/mixed-", StringComparison.Ordinal)) == count,
            "all replies");
        var replies = messages.Where(message => message.Topic.StartsWith("Chat/HD_Say/mixed-", StringComparison.Ordinal)).ToList();
        Assert.Equal(Enumerable.Range(0, count).Select(i => $"Chat/HD_Say/mixed-{i}"), replies.Select(reply => reply.Topic));
        Assert.All(
            replies.Select((reply, i) => (Reply: Reply.Read(reply.Text), Fails: i % 2 == 1)),
            one => Assert.Equal(one.Fails ? "This user haven't been in the room yet" : string.Empty, one.Reply.Error));
    }

    [Fact]
    public async Task Requests_FarBeyondTheLimitInFlight_AreNeverRefused()
    {
        using var client = await ConnectRawAsync();
        const int count = 2_000;

        await client.SendAsync([.. Enumerable.Range(0, count).Select(i => Packet.Publish($"HelloWorld/HD_Say/{i}", $$"""{"say":"{{i}}"}""")), Packet.PingReq]);
        var answers = new List<Packet>();
        while (answers.Count < count + 1)
        {
            answers.Add(await client.ReadAsync());
        }

        Assert.Single(answers, packet => packet.Kind == PacketKind.PingResp);
        var replies = answers.Where(packet => packet.Kind == PacketKind.Publish).ToList();
        Assert.All(replies, reply => Assert.Equal(
            "you say : " + reply.Topic["HelloWorld/HD_Say/".Length..],
            Reply.Read(System.Text.Encoding.UTF8.GetString(reply.Payload)).Result.GetString()));
        Assert.Equal(count, replies.Select(reply => reply.Topic).Distinct().Count());
    }
}
