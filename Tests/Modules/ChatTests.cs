using Mqant.Testing;
using Mqant.Tests.Infrastructure;
using Orleans.Runtime;
using Xunit;

namespace Mqant.Tests.Modules;

/// <summary>The demo module Chat as its clients know it.</summary>
public sealed class ChatTests(DemoGame demos) : DemoTest(demos)
{
    private const string Join = "Chat/HD_JoinChat";
    private const string Say = "Chat/HD_Say";

    [Theory]
    [InlineData(Join, "{}")]
    [InlineData(Join, """{"roomName":"lobby"}""")]
    [InlineData(Say, "{}")]
    [InlineData(Say, """{"roomName":"lobby","target":"*","content":"hello"}""")]
    public async Task Guest_IsToldToLogInFirst(string topic, string payload)
    {
        var client = await ConnectAsync();

        Assert.Equal("必须先登录账号", (await client.CallAsync(topic, payload)).Error);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"roomName":""}""")]
    [InlineData("""{"roomName":null}""")]
    public async Task Join_WithoutARoomName_IsToldSo(string payload)
    {
        var (client, _) = await LoginAsync();

        Assert.Equal("roomName cannot be nil", (await client.CallAsync(Join, payload)).Error);
    }

    [Fact]
    public async Task Join_ReturnsTheUsersAndTellsTheOthers()
    {
        var room = Unique("聊天室");
        var (first, alice) = await LoginAsync("alice");
        var (second, bob) = await LoginAsync("bob");
        var (third, carol) = await LoginAsync("carol");

        var alone = await first.JoinAsync(room);
        var two = await second.JoinAsync(room);
        var three = await third.JoinAsync(room);

        Assert.Equal([alice], alone);
        Assert.Equal([alice, bob], two.Order());
        Assert.Equal([alice, bob, carol], three.Order());
        await first.WaitForPushAsync("Chat/OnJoin", $$"""{"roomName":"{{room}}","user":"{{bob}}"}""");
        await first.WaitForPushAsync("Chat/OnJoin", $$"""{"roomName":"{{room}}","user":"{{carol}}"}""");
        await second.WaitForPushAsync("Chat/OnJoin", $$"""{"roomName":"{{room}}","user":"{{carol}}"}""");
        Assert.DoesNotContain(third.Messages.Snapshot(), message => message.Topic == "Chat/OnJoin");
    }

    [Fact]
    public async Task Join_WithTheRoomInTheTopic_EntersThatRoom()
    {
        var room = Unique("room");
        var (client, user) = await LoginAsync();

        var joined = await client.CallForResultAsync($"Chat@{room}/HD_JoinChat", new { roomName = room });

        Assert.Equal($$"""{"users":["{{user}}"]}""", joined.GetRawText());
        await SayAsync(client, room, "*", "I am here");
    }

    [Fact]
    public async Task Join_Again_ListsTheUserOnce()
    {
        var room = Unique("room");
        var (client, user) = await LoginAsync();

        await client.JoinAsync(room);

        Assert.Equal([user], await client.JoinAsync(room));
    }

    [Fact]
    public async Task Join_AgainFromANewConnection_ReplacesTheSession()
    {
        var room = Unique("room");
        var (other, _) = await LoginAsync("other");
        var (older, user) = await LoginAsync("user");
        await other.JoinAsync(room);
        await older.JoinAsync(room);
        var newer = await ConnectAsync();
        await newer.LoginAsync(user);
        await newer.JoinAsync(room);

        await SayAsync(other, room, user, "are you back?");

        Assert.Equal("are you back?", (await newer.WaitForPushAsync("Chat/OnChat")).Json.GetProperty("msg").GetString());
    }

    [Fact]
    public async Task Say_ToEverybody_ReachesAllMembersAndTheSender()
    {
        var room = Unique("room");
        var (first, alice) = await LoginAsync("alice");
        var (second, _) = await LoginAsync("bob");
        await first.JoinAsync(room);
        await second.JoinAsync(room);

        var reply = await first.CallForBytesAsync(
            Say, $$"""{"roomName":"{{room}}","target":"*","content":"大家好 🎉 \"quoted\"","from":"somebody else"}""");

        var push = $$"""{"from":"{{alice}}","msg":"大家好 🎉 \"quoted\"","roomName":"{{room}}","target":"*"}""";
        await second.WaitForPushAsync("Chat/OnChat", push);
        await first.WaitForPushAsync("Chat/OnChat", push);
        Assert.Equal("""{"say":"say success"}""", Reply.Read(reply.Text).ResultText);
    }

    [Fact]
    public async Task Say_PushesToTheSenderBeforeItsReply()
    {
        var room = Unique("room");
        var (client, _) = await LoginAsync();
        await client.JoinAsync(room);

        for (var i = 0; i < 100; i++)
        {
            var reply = await client.CallForBytesAsync(Say, $$"""{"roomName":"{{room}}","target":"*","content":"{{i}}"}""");
            var messages = client.Messages.Snapshot();
            Assert.Same(reply, messages[^1]);
            Assert.Equal("Chat/OnChat", messages[^2].Topic);
            Assert.Equal($"{i}", messages[^2].Json.GetProperty("msg").GetString());
        }
    }

    [Fact]
    public async Task Say_ToOneUser_ReachesNobodyElse()
    {
        var room = Unique("room");
        var (first, alice) = await LoginAsync("alice");
        var (second, bob) = await LoginAsync("bob");
        var (third, _) = await LoginAsync("carol");
        foreach (var client in new[] { first, second, third })
        {
            await client.JoinAsync(room);
        }

        await SayAsync(first, room, bob, "only you");
        await SayAsync(first, room, "*", "everybody");

        // Pushes of one grain to one session keep their order: before the second there is no first where it was not meant.
        await Task.WhenAll(new[] { first, second, third }.Select(client => client.Messages.WaitForAsync(
            message => message.Text.Contains("everybody", StringComparison.Ordinal), "the second message")));
        Assert.Equal(
            [
                $$"""{"from":"{{alice}}","msg":"only you","roomName":"{{room}}","target":"{{bob}}"}""",
                $$"""{"from":"{{alice}}","msg":"everybody","roomName":"{{room}}","target":"*"}""",
            ],
            Chats(second));
        Assert.Single(Chats(first));
        Assert.Single(Chats(third));
    }

    [Theory]
    [InlineData("{}", "roomName or say cannot be nil")]
    [InlineData("""{"roomName":"somewhere","target":"*"}""", "roomName or say cannot be nil")]
    [InlineData("""{"target":"*","content":"hello"}""", "roomName or say cannot be nil")]
    public async Task Say_WithAFieldMissing_IsToldSo(string payload, string error)
    {
        var (client, _) = await LoginAsync();

        Assert.Equal(error, (await client.CallAsync(Say, payload)).Error);
    }

    [Fact]
    public async Task Say_InARoomThatNobodyJoined_IsToldSo()
    {
        var (client, _) = await LoginAsync();

        Assert.Equal("No room", (await client.CallAsync(Say, new { roomName = Unique("room"), target = "*", content = "hello" })).Error);
    }

    [Fact]
    public async Task Say_InARoomOfOthers_IsToldSo()
    {
        var room = Unique("room");
        var (member, _) = await LoginAsync("member");
        await member.JoinAsync(room);
        var (stranger, _) = await LoginAsync("stranger");

        var reply = await stranger.CallAsync(Say, new { roomName = room, target = "*", content = "hello" });

        Assert.Equal("You haven't been in the room yet", reply.Error);
    }

    [Fact]
    public async Task Say_ToAUserWhoIsNotInTheRoom_IsToldSo()
    {
        var room = Unique("room");
        var (client, _) = await LoginAsync("member");
        await client.JoinAsync(room);
        var (_, elsewhere) = await LoginAsync("elsewhere");

        var reply = await client.CallAsync(Say, new { roomName = room, target = elsewhere, content = "hello" });

        Assert.Equal("This user haven't been in the room yet", reply.Error);
    }

    [Theory]
    [InlineData("a goodbye")]
    [InlineData("a broken connection")]
    [InlineData("a login elsewhere")]
    public async Task Member_WhoseSessionEnds_LeavesTheRoom(string how)
    {
        var room = Unique("room");
        var (stays, staying) = await LoginAsync("stays");
        var (leaves, leaving) = await LoginAsync("leaves");
        await stays.JoinAsync(room);
        await leaves.JoinAsync(room);

        switch (how)
        {
            case "a goodbye":
                await leaves.DisconnectAsync();
                break;
            case "a broken connection":
                leaves.Abort();
                break;
            default:
                await (await ConnectAsync()).LoginAsync(leaving);
                break;
        }

        await stays.WaitForPushAsync("Chat/OnLeave", $$"""{"roomName":"{{room}}","user":"{{leaving}}"}""");
        Assert.Equal([staying], await stays.JoinAsync(room));
        Assert.Equal(
            "This user haven't been in the room yet",
            (await stays.CallAsync(Say, new { roomName = room, target = leaving, content = "hello?" })).Error);
    }

    [Fact]
    public async Task Member_OfSeveralRooms_LeavesAllOfThem()
    {
        var rooms = new[] { Unique("room"), Unique("room"), Unique("room") };
        var (stays, _) = await LoginAsync("stays");
        var (leaves, leaving) = await LoginAsync("leaves");
        foreach (var room in rooms)
        {
            await stays.JoinAsync(room);
            await leaves.JoinAsync(room);
        }

        leaves.Abort();

        foreach (var room in rooms)
        {
            await stays.WaitForPushAsync("Chat/OnLeave", $$"""{"roomName":"{{room}}","user":"{{leaving}}"}""");
        }
    }

    [Fact]
    public async Task Room_InWhichNobodySpeaks_KeepsItsMembers()
    {
        var room = Unique("room");

        // A game of its own: idle grains are collected in all of it.
        await using var game = await TestGame.StartAsync(static options => options.AddDemos());
        await using var client = await game.ConnectAsync(Unique("user"));
        await client.JoinAsync(room);

        await game.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero, TestContext.Current.CancellationToken);

        await SayAsync(client, room, "*", "is anybody here?");
    }

    [Fact]
    public async Task Rooms_AreSeparate()
    {
        var (here, _) = await LoginAsync("here");
        var (there, _) = await LoginAsync("there");
        var (hereRoom, thereRoom) = (Unique("room"), Unique("room"));
        await here.JoinAsync(hereRoom);
        await there.JoinAsync(thereRoom);

        await SayAsync(here, hereRoom, "*", "here");
        await SayAsync(there, thereRoom, "*", "there");

        Assert.Equal("here", (await here.WaitForPushAsync("Chat/OnChat")).Json.GetProperty("msg").GetString());
        Assert.Equal("there", (await there.WaitForPushAsync("Chat/OnChat")).Json.GetProperty("msg").GetString());
    }

    [Fact]
    public async Task ManyMembers_AllGetEveryMessageOfOneSpeakerInOrder()
    {
        const int members = 20;
        const int messages = 50;
        var room = Unique("room");
        var clients = await Task.WhenAll(Enumerable.Range(0, members).Select(async _ => (await LoginAsync()).Client));
        await Task.WhenAll(clients.Select(client => client.JoinAsync(room)));

        for (var i = 0; i < messages; i++)
        {
            await clients[0].PublishAsync($"Chat/HD_Say", $$"""{"roomName":"{{room}}","target":"*","content":"{{i}}"}""");
        }

        var expected = Enumerable.Range(0, messages).Select(i => $"{i}").ToList();
        foreach (var client in clients)
        {
            await client.Messages.WaitForAsync(all => all.Count(message => message.Topic == "Chat/OnChat") >= messages, "all messages");
            Assert.Equal(
                expected,
                client.Messages.Snapshot().Where(message => message.Topic == "Chat/OnChat").Select(push => push.Json.GetProperty("msg").GetString()!));
        }
    }

    private static Task SayAsync(GameClient client, string room, string target, string content)
        => client.CallForResultAsync(Say, new { roomName = room, target, content });

    private static IEnumerable<string> Chats(GameClient client)
        => client.Messages.Snapshot().Where(message => message.Topic == "Chat/OnChat").Select(message => message.Text);
}
