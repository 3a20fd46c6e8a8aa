using System.Net.Sockets;
using MQTTnet;
using MQTTnet.Formatter;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Modules;

/// <summary>The demo module Login as its clients know it, and what a login does to other sessions of the user.</summary>
public sealed class LoginTests(DemoGame demos) : DemoTest(demos)
{
    private const string Kick = """{"reason":"duplicate login"}""";

    [Fact]
    public async Task Login_Succeeds()
    {
        var client = await ConnectAsync();
        var user = Unique("大家好");

        var reply = await client.CallAsync("Login/HD_Login", new { userName = user, passWord = "secret" });

        Assert.Equal(string.Empty, reply.Error);
        Assert.Equal($"login success {user}", reply.Result.GetString());
    }

    [Theory]
    [InlineData("passWord", "123456", "name")]
    [InlineData("passWord", "-1.50e3", "name")]
    [InlineData("userName", "10086", "10086")]
    public async Task Login_WithANumber_TakesItAsItIsWritten(string field, string number, string user)
    {
        var client = await ConnectAsync();
        var other = field == "userName" ? "\"passWord\":\"secret\"" : "\"userName\":\"name\"";

        var result = await client.CallForResultAsync("Login/HD_Login", $"{{\"{field}\":{number},{other}}}");

        Assert.Equal($"login success {user}", result.GetString());
    }

    [Theory]
    [InlineData("""{"userName":"somebody","passWord":true}""")]
    [InlineData("""{"userName":["somebody"],"passWord":"secret"}""")]
    public async Task Login_WithNeitherTextNorNumber_IsReported(string payload)
    {
        var client = await ConnectAsync();

        Assert.Equal(GameErrors.BadJson, (await client.CallAsync("Login/HD_Login", payload)).Error);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"userName":"somebody"}""")]
    [InlineData("""{"passWord":"secret"}""")]
    [InlineData("""{"userName":null,"passWord":"secret"}""")]
    public async Task Login_WithAFieldMissing_IsToldSoInTheResult(string payload)
    {
        var client = await ConnectAsync();

        var reply = await client.CallAsync("Login/HD_Login", payload);

        Assert.Equal(string.Empty, reply.Error);
        Assert.Equal("userName or passWord cannot be nil", reply.Result.GetString());
    }

    [Fact]
    public async Task Login_WithAFieldMissing_BindsNobody()
    {
        var client = await ConnectAsync();

        await client.CallAsync("Login/HD_Login", """{"userName":"somebody"}""");

        Assert.Equal("必须先登录账号", (await client.CallAsync("Chat/HD_JoinChat", new { roomName = Unique("room") })).Error);
    }

    [Theory]
    [InlineData("Login/HD_Robot")]
    [InlineData("Login/HD_Robot_GO")]
    public async Task Robot_SaysSss(string topic)
    {
        var client = await ConnectAsync();

        Assert.Equal("sss", (await client.CallForResultAsync(topic, new { })).GetString());
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V310)]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V500)]
    public async Task Login_OfAUserWhoIsOnline_KicksTheOlderSession(MqttProtocolVersion version)
    {
        var (older, user) = await LoginAsync(options: new ClientOptions { Version = version });
        var newer = await ConnectAsync();

        await newer.LoginAsync(user);

        var kick = await older.WaitForPushAsync("Session/OnKick");
        var end = await older.WaitForDisconnectAsync();
        Assert.Equal(Kick, kick.Text);
        Assert.Same(kick, older.Messages.Snapshot()[^1]);
        if (version == MqttProtocolVersion.V500)
        {
            Assert.Equal(MqttClientDisconnectReason.SessionTakenOver, end.Reason);
        }

        Assert.Equal([user], await newer.JoinAsync(Unique("room")));
    }

    [Fact]
    public async Task Login_OfTheSameUserAgainOnOneConnection_KicksNobody()
    {
        var (client, user) = await LoginAsync();

        await client.LoginAsync(user);

        Assert.Equal([user], await client.JoinAsync(Unique("room")));
        Assert.DoesNotContain(client.Messages.Snapshot(), message => message.Topic == "Session/OnKick");
    }

    [Fact]
    public async Task Login_OfOneUserManyTimes_LeavesOneSessionOnline()
    {
        var user = Unique("user");
        var clients = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => ConnectAsync()));

        var logins = clients.Select(client => TryLoginAsync(client, user));
        await Task.WhenAll(logins);

        // Whoever logs in last stays; all others are told and closed.
        var ended = new List<GameClient>();
        var ends = clients.ToDictionary(client => client.WaitForDisconnectAsync());
        while (ended.Count < clients.Length - 1)
        {
            var end = await Task.WhenAny(ends.Keys);
            await end;
            ends.Remove(end, out var client);
            ended.Add(client!);
        }

        var stays = clients.Except(ended).Single();
        Assert.Equal([user], await stays.JoinAsync(Unique("room")));
        Assert.All(ended, client => Assert.Equal(Kick, client.Messages.Snapshot().Single(message => message.Topic == "Session/OnKick").Text));
    }

    [Fact]
    public async Task Login_AfterTheOlderConnectionWasClosed_KicksNobody()
    {
        var (older, user) = await LoginAsync();
        await older.DisconnectAsync();

        var newer = await ConnectAsync();
        await newer.LoginAsync(user);

        Assert.Equal([user], await newer.JoinAsync(Unique("room")));
    }

    // A login that is overtaken by another loses its connection before its reply.
    private static async Task TryLoginAsync(GameClient client, string user)
    {
        try
        {
            await client.LoginAsync(user);
        }
        catch (InvalidOperationException)
        {
            await client.WaitForDisconnectAsync();
        }
    }
}
