using System.Net;
using MQTTnet;
using MQTTnet.Formatter;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Cluster;

/// <summary>Several processes on Redis, as in production.</summary>
public sealed class ClusterTests(RedisServers servers, UserFolder user, StandingCluster standing) : IClassFixture<StandingCluster>
{
    private const int ClientsEach = 3;
    private const int SomeRounds = 50;

    // A round takes 10 ms or more; a gateway that joined as a client looks for new silos every 2 s.
    private const int RoundsUntilASiloIsKnown = 300;

    [Fact]
    public async Task Users_AtDifferentGateways_ChatWithEachOther()
    {
        var gateways = await standing.GetGatewaysAsync();
        using var alice = await GameClient.ConnectAsync(gateways["Silo"]);
        using var bob = await GameClient.ConnectAsync(gateways["Client"]);
        await alice.LoginAsync("alice");
        await bob.LoginAsync("bob");

        Assert.Equal(["alice"], await alice.JoinAsync("lobby"));
        Assert.Equal(["alice", "bob"], (await bob.JoinAsync("lobby")).Order());
        await alice.WaitForPushAsync("Chat/OnJoin", """{"roomName":"lobby","user":"bob"}""");

        await SayAsync(alice, "*", "hello from one gateway");
        await SayAsync(bob, "*", "hello from the other");
        await SayAsync(bob, "alice", "only you");
        foreach (var client in new[] { alice, bob })
        {
            await client.WaitForPushAsync("Chat/OnChat", """{"from":"alice","msg":"hello from one gateway","roomName":"lobby","target":"*"}""");
            await client.WaitForPushAsync("Chat/OnChat", """{"from":"bob","msg":"hello from the other","roomName":"lobby","target":"*"}""");
        }

        await alice.WaitForPushAsync("Chat/OnChat", """{"from":"bob","msg":"only you","roomName":"lobby","target":"alice"}""");
        bob.Abort();
        await alice.WaitForPushAsync("Chat/OnLeave", """{"roomName":"lobby","user":"bob"}""");
    }

    [Theory]
    [InlineData("Silo", "Client")]
    [InlineData("Client", "Silo")]
    public async Task Login_AtAnotherGateway_KicksTheOlderSession(string olderAt, string newerAt)
    {
        var gateways = await standing.GetGatewaysAsync();
        var name = $"carol-{olderAt}";
        using var older = await GameClient.ConnectAsync(gateways[olderAt], ClientOptions.Version5);
        using var newer = await GameClient.ConnectAsync(gateways[newerAt]);
        await older.LoginAsync(name);

        await newer.LoginAsync(name);

        Assert.Equal("""{"reason":"duplicate login"}""", (await older.WaitForPushAsync("Session/OnKick")).Text);
        Assert.Equal(MqttClientDisconnectReason.SessionTakenOver, (await older.WaitForDisconnectAsync()).Reason);
        Assert.Equal([name], await newer.JoinAsync(name));
    }

    [Fact]
    public async Task SameClientId_AtAnotherGateway_EndsTheOlderConnection()
    {
        var gateways = await standing.GetGatewaysAsync();
        var options = new ClientOptions { ClientId = "the-same", Version = MqttProtocolVersion.V500 };
        using var older = await GameClient.ConnectAsync(gateways["Silo"], options);

        using var newer = await GameClient.ConnectAsync(gateways["Client"], options);

        Assert.Equal(MqttClientDisconnectReason.SessionTakenOver, (await older.WaitForDisconnectAsync()).Reason);
        await newer.LoginAsync("dave");
    }

    [Theory]
    [InlineData(Redis.Garnet)]
    [InlineData(Redis.RedisServer)]
    public async Task SiloAddedAndAnotherStopped_UnderTraffic_AnswersEveryRequest(Redis redis)
    {
        await using var cluster = new ClusterUnderTest(await servers.GetAddressAsync(redis));
        var first = await cluster.AddSiloAsync();
        var gateways = new[] { await cluster.AddGatewayAsync("Silo"), await cluster.AddGatewayAsync("Client") };
        await using var traffic = await Traffic.StartAsync(gateways, ClientsEach);
        await traffic.WaitForGoodRoundsAsync(SomeRounds);

        await cluster.AddSiloAsync();
        await traffic.WaitForGoodRoundsAsync(RoundsUntilASiloIsKnown);
        Assert.True(traffic.Errors == 0, cluster.Describe($"a silo was added and calls failed: {string.Join(", ", traffic.ErrorTexts)}"));
        await first.StopAsync();
        await traffic.WaitForGoodRoundsAsync(SomeRounds);
        await traffic.StopAsync();

        Assert.True(traffic.Errors == 0, cluster.Describe($"a silo was stopped and calls failed: {string.Join(", ", traffic.ErrorTexts)}"));
    }

    [Theory]
    [InlineData(Redis.Garnet)]
    [InlineData(Redis.RedisServer)]
    public async Task SiloKilled_UnderTraffic_AnswersEveryRequestAndRecovers(Redis redis)
    {
        await using var cluster = new ClusterUnderTest(await servers.GetAddressAsync(redis));
        var doomed = await cluster.AddSiloAsync();
        await cluster.AddSiloAsync();
        var gateways = new[] { await cluster.AddGatewayAsync("Silo"), await cluster.AddGatewayAsync("Client") };
        await using var traffic = await Traffic.StartAsync(gateways, ClientsEach);
        await traffic.WaitForGoodRoundsAsync(SomeRounds);
        Assert.Equal(0, traffic.Errors);

        doomed.Kill();
        await traffic.WaitForGoodRoundsAsync(SomeRounds);
        var errors = traffic.Errors;
        await traffic.WaitForGoodRoundsAsync(SomeRounds);
        await traffic.StopAsync();

        Assert.True(errors == traffic.Errors, cluster.Describe("calls failed after the cluster had recovered"));
        Assert.Empty(traffic.ErrorTexts.Except(["service unavailable", "deadline exceeded"]));
    }

    [Theory]
    [InlineData("Silo")]
    [InlineData("Client")]
    public async Task Gateway_Terminated_SendsItsClientsToAnother(string join)
    {
        await using var cluster = new ClusterUnderTest(await servers.GetAddressAsync(Redis.Garnet));
        await cluster.AddSiloAsync();
        var leaving = await cluster.AddGatewayAsync(join);
        var staying = await cluster.AddGatewayAsync("Silo");
        using var alice = await GameClient.ConnectAsync(leaving, ClientOptions.Version5);
        using var bob = await GameClient.ConnectAsync(staying);
        await alice.LoginAsync("alice");
        await bob.LoginAsync("bob");
        await alice.JoinAsync("lobby");
        await bob.JoinAsync("lobby");

        await leaving.StopAsync();

        Assert.Equal("""{"reason":"draining"}""", (await alice.WaitForPushAsync("Session/OnReconnect")).Text);
        Assert.Equal(MqttClientDisconnectReason.ServerShuttingDown, (await alice.WaitForDisconnectAsync()).Reason);
        await bob.WaitForPushAsync("Chat/OnLeave", """{"roomName":"lobby","user":"alice"}""");
        using var again = await GameClient.ConnectAsync(staying);
        await again.LoginAsync("alice");
        Assert.Equal(["alice", "bob"], (await again.JoinAsync("lobby")).Order());
    }

    [Theory]
    [InlineData("Silo")]
    [InlineData("Client")]
    public async Task Gateway_Killed_EndsItsSessionsEverywhere(string join)
    {
        await using var cluster = new ClusterUnderTest(await servers.GetAddressAsync(Redis.Garnet));
        await cluster.AddSiloAsync();
        var doomed = await cluster.AddGatewayAsync(join);
        var staying = await cluster.AddGatewayAsync("Silo");
        using var alice = await GameClient.ConnectAsync(doomed);
        using var bob = await GameClient.ConnectAsync(staying);
        await alice.LoginAsync("alice");
        await bob.LoginAsync("bob");
        await alice.JoinAsync("lobby");
        await bob.JoinAsync("lobby");

        doomed.Kill();

        await bob.WaitForPushAsync("Chat/OnLeave", """{"roomName":"lobby","user":"alice"}""");
        Assert.Equal(["bob"], await bob.JoinAsync("lobby"));
    }

    [Fact]
    public async Task Silo_Terminated_ExitsCleanly()
    {
        await using var cluster = new ClusterUnderTest(await servers.GetAddressAsync(Redis.Garnet));
        var silo = await cluster.AddSiloAsync();

        await silo.StopAsync();
    }

    [Theory]
    [InlineData("Silo")]
    [InlineData("Client")]
    public async Task Gateway_StartedBeforeAnySilo_BecomesReadyWithTheFirst(string join)
    {
        await using var cluster = new ClusterUnderTest(await servers.GetAddressAsync(Redis.Garnet));
        var gateway = cluster.LaunchGateway(join);

        await cluster.AddSiloAsync();
        await gateway.WaitUntilReadyAsync();

        using var client = await GameClient.ConnectAsync(gateway);
        await client.LoginAsync("alice");
    }

    [Fact]
    public async Task GatewayThatJoinsAsAClient_BeforeAnySilo_SaysOnceThatItWaits()
    {
        const string Waiting = "No silo answers yet; waiting for one.";
        await using var cluster = new ClusterUnderTest(await servers.GetAddressAsync(Redis.Garnet));
        var gateway = cluster.LaunchGateway("Client");
        await gateway.WaitForLineAsync(Waiting);

        await cluster.AddSiloAsync();
        await gateway.WaitUntilReadyAsync();

        Assert.Single(gateway.Output.Split(Environment.NewLine), line => line.Contains(Waiting, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Health_OfAGatewayWithoutASilo_IsAliveButNotReady()
    {
        await using var cluster = new ClusterUnderTest(await servers.GetAddressAsync(Redis.Garnet));
        var gateway = cluster.LaunchGateway("Silo");
        await gateway.WaitForLineAsync("HTTP on ");
        using var http = new HttpClient { BaseAddress = new Uri($"http://{gateway.Http}") };

        Assert.Equal(HttpStatusCode.OK, await GetStatusAsync(http, "/health/live"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await GetStatusAsync(http, "/health/ready"));
        await cluster.AddSiloAsync();
        await gateway.WaitUntilReadyAsync();
        Assert.Equal(HttpStatusCode.OK, await GetStatusAsync(http, "/health/ready"));
    }

    [Theory]
    [InlineData("Silo")]
    [InlineData("Client")]
    public async Task Module_OfASiloThatJoins_IsCallableWithoutARestartUntilTheSiloStops(string join)
    {
        const string call = "Results/HD_String";
        await using var cluster = new ClusterUnderTest(await servers.GetAddressAsync(Redis.Garnet));
        using var noModules = new EmptyFolder();
        await cluster.AddSiloAsync($"--Mqant:ModulesPath={noModules.Path}");
        var gateway = await cluster.AddGatewayAsync(join);
        using var client = await GameClient.ConnectAsync(gateway);
        Assert.Equal("Service(type:Results) not found", (await client.CallAsync(call, "{}")).Error);

        var silo = await cluster.AddSiloAsync();
        await gateway.WaitForLineAsync("Module Results is offered");
        Assert.Equal("text", (await client.CallForResultAsync(call, "{}")).GetString());

        await silo.StopAsync();
        await gateway.WaitForLineAsync("Module Results is gone");
        Assert.Equal("Service(type:Results) not found", (await client.CallAsync(call, "{}")).Error);
        await client.LoginAsync("alice");
    }

    [Fact]
    public async Task Module_ReplacedByItsNextVersionUnderTraffic_AnswersEveryRequestAndKeepsItsState()
    {
        const string about = "Guestbook/HD_About";
        using var folder = await user.EnterAsync();
        var nextVersion = await folder.BuildNextGuestbookAsync("1.1.0");
        using var noModules = new EmptyFolder();
        await using var cluster = new ClusterUnderTest(await servers.GetAddressAsync(Redis.Garnet));
        await cluster.AddSiloAsync($"--Mqant:ModulesPath={noModules.Path}");
        var gateways = new[] { await cluster.AddGatewayAsync("Silo"), await cluster.AddGatewayAsync("Client") };
        using var client = await GameClient.ConnectAsync(gateways[0]);
        Assert.Equal("Service(type:Guestbook) not found", (await client.CallAsync(about, "{}")).Error);

        var older = await cluster.AddSiloAsync($"--Mqant:ModulesPath={Programs.SampleModules}");
        await Task.WhenAll(gateways.Select(gateway => gateway.WaitForLineAsync("Module Guestbook is offered")));
        Assert.Equal("Guestbook 1.0.0", await client.RequestAsync<string>(about));
        await using var traffic = await Traffic.StartAsync(gateways, ClientsEach, (guest, name, round) =>
            [(guest.CallAsync("Guestbook/HD_Sign", new { Book = name, Text = $"*{round}*" }), $"{round + 1}")]);
        await traffic.WaitForGoodRoundsAsync(SomeRounds);

        var newer = await cluster.AddSiloAsync($"--Mqant:ModulesPath={nextVersion}");
        await traffic.WaitForGoodRoundsAsync(RoundsUntilASiloIsKnown);
        await older.StopAsync();
        await traffic.WaitForGoodRoundsAsync(SomeRounds);
        await traffic.StopAsync();

        Assert.True(traffic.Errors == 0, cluster.Describe($"calls failed while the module was replaced: {string.Join(", ", traffic.ErrorTexts)}"));
        Assert.Equal("Guestbook 1.1.0", await client.RequestAsync<string>(about));

        await newer.StopAsync();
        await Task.WhenAll(gateways.Select(gateway => gateway.WaitForLineAsync("Module Guestbook is gone")));
        Assert.Equal("Service(type:Guestbook) not found", (await client.CallAsync(about, "{}")).Error);
    }

    [Fact]
    public async Task Redis_Stopped_LetsRunningProcessesGoOn()
    {
        var (address, redis) = RedisServers.StartAnother();
        await using var cluster = new ClusterUnderTest(address);
        await cluster.AddSiloAsync();
        var gateways = new[] { await cluster.AddGatewayAsync("Silo"), await cluster.AddGatewayAsync("Client") };
        await using var traffic = await Traffic.StartAsync(gateways, ClientsEach);
        await traffic.WaitForGoodRoundsAsync(SomeRounds);

        await redis.DisposeAsync();
        await traffic.WaitForGoodRoundsAsync(RoundsUntilASiloIsKnown);
        await traffic.StopAsync();

        Assert.True(traffic.Errors == 0, cluster.Describe($"Redis was stopped and calls failed: {string.Join(", ", traffic.ErrorTexts)}"));
    }

    private static async Task<HttpStatusCode> GetStatusAsync(HttpClient http, string path)
    {
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private static Task SayAsync(GameClient client, string target, string content)
        => client.CallForResultAsync("Chat/HD_Say", new { roomName = "lobby", target, content });
}
