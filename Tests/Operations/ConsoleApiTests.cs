using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using MQTTnet.Formatter;
using Xunit;

namespace Mqant.Tests.Operations;

/// <summary>The console of one process of a cluster of two silos and two gateways: what it shows and does is the whole cluster's.</summary>
public sealed class ConsoleApiTests
{
    // Other tests of the process leave tasks behind that nobody awaits.
    private static bool IsOfProbe(JsonElement error) => error.GetProperty("modules").EnumerateArray().Any(static module => module.GetString() == "Probe");

    private static readonly ClientOptions Version5 = new() { Version = MqttProtocolVersion.V500 };

    [Theory]
    [InlineData("Silo")]
    public async Task Overview_OnEveryProcess_ShowsTheCluster(string join)
    {
        await using var game = await StartAsync(join);
        using var alice = await game.ConnectAsync("alice", game.Gateways[0], Version5);
        foreach (var process in game.Gateways.Select(static gateway => gateway.Services).Concat(game.Silos.Select(static silo => silo.Services)))
        {
            using var vera = new ConsoleClient(process.Management(), OperatedGame.ViewerToken);

            var overview = await vera.WaitForEventAsync("overview", static overview =>
                overview.GetProperty("processes").EnumerateArray().Count(static process => process.GetProperty("state").GetString() == "ready") == 4
                && overview.GetProperty("totals").GetProperty("sessions").GetInt64() == 1);

            var kinds = overview.GetProperty("processes").EnumerateArray().Select(static process => process.GetProperty("kind").GetString()).Order();
            Assert.Equal(["gateway", "gateway", "silo", "silo"], kinds);
            var silo = overview.GetProperty("processes").EnumerateArray().First(static process => process.GetProperty("kind").GetString() == "silo");
            Assert.Contains(silo.GetProperty("modules").EnumerateArray(), static module => module.GetProperty("name").GetString() == "TestRoom");
            Assert.True(silo.GetProperty("memoryBytes").GetInt64() > 0);
            Assert.True(silo.GetProperty("grains").GetInt64() > 0);
            var modules = await vera.ReadAsync("modules");
            var room = modules.EnumerateArray().Single(static module => module.GetProperty("name").GetString() == "TestRoom");
            Assert.Equal(2, room.GetProperty("hosts").GetArrayLength());
            Assert.Equal(4, (await vera.ReadAsync("overview")).GetProperty("processes").GetArrayLength());
            Assert.Equal(2, (await vera.ReadAsync("modules/guide")).GetProperty("silos").GetArrayLength());
            Assert.NotEqual(0, (await vera.ReadAsync("budgets")).GetArrayLength());
        }
    }

    [Fact]
    public async Task Calls_AreSeenWhereTheyHappened()
    {
        await using var game = await StartAsync("Silo");
        using var alice = await game.ConnectAsync("alice", game.Gateways[1], Version5);
        using var otto = Otto(game);
        for (var i = 0; i < 20; i++)
        {
            await alice.CallAsync("Probe@x/HD_Nothing", "{}");
        }

        await otto.WaitForEventAsync("overview", static overview => overview.GetProperty("totals").GetProperty("requestsPerSecond").GetDouble() > 0);
        var module = (await otto.ReadAsync("modules")).EnumerateArray().Single(static module => module.GetProperty("name").GetString() == "Probe");
        Assert.True(module.GetProperty("requestsPerSecond").GetDouble() > 0);
        Assert.Single(module.GetProperty("hosts").EnumerateArray(), static host => host.GetProperty("requestsPerSecond").GetDouble() > 0);
        var handler = module.GetProperty("handlers").EnumerateArray().Single(static handler => handler.GetProperty("name").GetString() == "HD_Nothing");
        Assert.True(handler.GetProperty("p99").GetDouble() > 0);
        Assert.Equal(0, handler.GetProperty("missingOn").GetArrayLength());
        Assert.Equal(10, (await otto.ReadAsync("series?module=Probe")).GetProperty("stepSeconds").GetInt32());
        Assert.Contains("no process", await otto.RefusedAsync(HttpStatusCode.NotFound, "series?process=x", method: HttpMethod.Get), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Silo")]
    public async Task Actions_CountForTheWholeCluster_AndAreAudited(string join)
    {
        await using var game = await StartAsync(join);
        using var otto = Otto(game);
        using var alice = await game.ConnectAsync("alice", game.Gateways[0], Version5);
        using var bob = await game.ConnectAsync("bob", game.Gateways[1], Version5 with { ClientId = "phone-2" });
        await bob.CallAsync("TestRoom@arena/HD_Join", "{}");

        // Players.
        var found = Assert.Single((await otto.ReadAsync("players?clientId=phone-2")).EnumerateArray());
        var session = found.GetProperty("session").GetString()!;
        Assert.Equal(("bob", "127.0.0.1"), (found.GetProperty("user").GetString(), found.GetProperty("address").GetString()));
        Assert.NotEqual(found.GetProperty("gateway").GetString(), found.GetProperty("gatewayName").GetString());
        var details = await otto.ReadAsync($"players/{session}");
        Assert.Equal("arena", details.GetProperty("room").GetProperty("key").GetString());
        Assert.True((await otto.ReadAsync("users/bob")).GetProperty("online").GetBoolean());
        await otto.DoAsync($"players/{session}/message", new { topic = "Operator/OnWord", payload = new { text = "hello" } });
        await bob.PushAsync<JsonElement>("Operator/OnWord", static word => word.GetProperty("text").GetString() == "hello");

        // Rooms.
        var rooms = await otto.ReadAsync("rooms?module=TestRoom");
        Assert.Equal(1, rooms.GetProperty("total").GetInt32());
        Assert.Equal("bob", (await otto.ReadAsync("rooms/TestRoom/arena")).GetProperty("seats")[0].GetProperty("user").GetString());
        Assert.Contains("joined 0", (await otto.ReadAsync("rooms/TestRoom/arena/state")).GetRawText(), StringComparison.Ordinal);
        await otto.DoAsync("rooms/TestRoom/arena/finish");
        await bob.PushAsync<string>("TestRoom/OnDestroyed");

        // Everybody.
        Assert.Equal(2, (await otto.DoAsync("broadcast", new { to = "all", topic = "Operator/OnAll", payload = 1 }, HttpStatusCode.OK)).GetProperty("gateways").GetInt32());
        await alice.PushAsync<int>("Operator/OnAll");
        await bob.PushAsync<int>("Operator/OnAll");

        // Modules.
        await otto.DoAsync("modules/TestRoom/take-out", new { message = "closed for today", handler = (string?)null });
        Assert.Equal("closed for today", (await alice.CallAsync("TestRoom/HD_Look", "{}")).Error);
        var module = (await otto.ReadAsync("modules")).EnumerateArray().Single(static module => module.GetProperty("name").GetString() == "TestRoom");
        Assert.Equal((false, "closed for today"), (module.GetProperty("inService").GetBoolean(), module.GetProperty("message").GetString()));
        await otto.DoAsync("modules/TestRoom/bring-back", new { handler = (string?)null });
        Assert.Equal("", (await alice.CallAsync("TestRoom/HD_Look", "{}")).Error);
        await otto.RefusedAsync(HttpStatusCode.NotFound, "modules/TestRoom/bring-back", new { handler = (string?)null });

        // Out.
        await otto.DoAsync($"players/{session}/kick", new { reason = "enough" });
        await bob.WaitForDisconnectAsync();
        var ban = await otto.DoAsync("bans", new { kind = "user", value = "alice", minutes = 60, reason = "cheating" }, HttpStatusCode.OK);
        await alice.WaitForDisconnectAsync();
        Assert.Equal("otto", (await otto.ReadAsync("bans"))[0].GetProperty("by").GetString());
        Assert.Equal("cheating", (await otto.ReadAsync("users/alice")).GetProperty("ban").GetProperty("reason").GetString());
        await otto.DoAsync($"bans/{ban.GetProperty("id").GetString()}", method: HttpMethod.Delete);
        Assert.Equal(0, (await otto.ReadAsync("bans")).GetArrayLength());

        var entries = (await otto.ReadAsync("audit")).EnumerateArray().ToArray();
        Assert.All(entries, static entry => Assert.Equal(("otto", "operator", "127.0.0.1"), (
            entry.GetProperty("who").GetString(), entry.GetProperty("role").GetString(), entry.GetProperty("from").GetString())));
        Assert.Equal(
            [
                $"player.message {session} Operator/OnWord: done",
                "room.finish TestRoom/arena : done",
                "broadcast all Operator/OnAll: done",
                "module.take-out TestRoom closed for today: done",
                "module.bring-back TestRoom : done",
                "module.bring-back TestRoom : refused: 'TestRoom' is not out of service.",
                $"player.kick {session} enough: done",
                "ban.add User alice 60 minutes: cheating: done",
                "ban.lift User alice : done",
            ],
            Enumerable.Reverse(entries).Select(static entry => $"{entry.GetProperty("action")} {entry.GetProperty("target")} {entry.GetProperty("detail")}: {entry.GetProperty("outcome")}"));
        var before = Uri.EscapeDataString(entries[^2].GetProperty("at").GetString()!);
        Assert.Equal("player.message", Assert.Single((await otto.ReadAsync($"audit?before={before}")).EnumerateArray()).GetProperty("action").GetString());
    }

    [Fact]
    public async Task Errors_OfTheCluster_AreListed_AndActedOn()
    {
        await using var game = await StartAsync("Silo");
        using var otto = Otto(game);
        using var alice = await game.ConnectAsync("alice", game.Gateways[0], Version5);
        var told = otto.WaitForEventAsync("error", static error => IsOfProbe(error));
        await otto.WaitForEventAsync("overview", static _ => true);
        await alice.CallAsync("Probe@x/HD_Throw", new { Fail = true });

        var id = (await told).GetProperty("id").GetString()!;
        var group = Assert.Single((await otto.ReadAsync("errors")).GetProperty("groups").EnumerateArray(), static error => IsOfProbe(error));
        Assert.Equal((id, "open"), (group.GetProperty("id").GetString(), group.GetProperty("status").GetString()));
        var sample = (await otto.ReadAsync($"errors/{id}")).GetProperty("samples")[0];
        Assert.Equal("Probe", sample.GetProperty("module").GetString());
        await otto.DoAsync($"errors/{id}/assign", new { to = "bob" });
        await otto.DoAsync($"errors/{id}/mute", new { minutes = 5 });
        await otto.DoAsync($"errors/{id}/reopen");
        await otto.DoAsync($"errors/{id}/resolve");
        Assert.Equal("bob", (await otto.ReadAsync("errors?status=resolved")).GetProperty("groups").EnumerateArray().Single(static error => IsOfProbe(error)).GetProperty("assignee").GetString());
        await otto.RefusedAsync(HttpStatusCode.NotFound, "errors/nonsense/resolve");
        Assert.Equal(5, (await otto.ReadAsync("audit")).GetArrayLength());
    }

    [Fact]
    public async Task Drain_OfAGateway_IsWatchedFromAnother()
    {
        await using var game = await StartAsync("Silo", static options => options.Settings["Mqant:Gateway:DrainTimeout"] = "00:10:00");
        using var alice = await game.ConnectAsync("alice", game.Gateways[1], Version5);
        using var ada = new ConsoleClient(game.Gateways[0].Services.Management(), OperatedGame.AdminToken);
        var gateway = game.Gateways[1].Services.GetRequiredService<Mqant.Operations.Processes.ProcessIdentity>().Facts;
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        game.Gateways[1].Services.GetRequiredService<Microsoft.Extensions.Hosting.IHostApplicationLifetime>().ApplicationStopping.Register(stopping.SetResult);

        await ada.DoAsync($"processes/{Uri.EscapeDataString(gateway.Id)}/drain", status: HttpStatusCode.Accepted);

        // What runs the host would stop it now.
        await stopping.Task.WithinDeadline("the gateway to be told");
        var stopped = game.Gateways[1].StopAsync();
        await alice.PushAsync<JsonElement>("Session/OnReconnect");
        await ada.WaitForEventAsync("overview", overview => Find(overview, gateway.Id) is { } process
            && process.GetProperty("state").GetString() == "draining" && process.GetProperty("sessions").GetInt64() == 1);
        await alice.DisconnectAsync();
        await stopped;
        await ada.WaitForEventAsync("overview", overview => Find(overview, gateway.Id) is null);
        Assert.Equal(("process.drain", "done"), ((await ada.ReadAsync("audit"))[0].GetProperty("action").GetString(), (await ada.ReadAsync("audit"))[0].GetProperty("outcome").GetString()));
        await ada.RefusedAsync(HttpStatusCode.NotFound, "processes/nobody/drain");
    }

    private static JsonElement? Find(JsonElement overview, string id)
    {
        foreach (var process in overview.GetProperty("processes").EnumerateArray())
        {
            if (process.GetProperty("id").GetString() == id)
            {
                return process;
            }
        }

        return null;
    }

    private static ConsoleClient Otto(TestGame game) => new(game.Gateways[0].Services.Management(), OperatedGame.OperatorToken);

    // Every process is known, with its name, to the one that is asked.
    private static async Task<TestGame> StartAsync(string join, Action<TestGameOptions>? configure = null)
    {
        var game = await OperatedGame.StartAsync(options =>
        {
            options.Silos = 2;
            options.Gateways = 2;
            options.Settings["Mqant:Gateway:Join"] = join;
            configure?.Invoke(options);
        });
        using var otto = Otto(game);
        await otto.WaitForEventAsync("overview", static overview => overview.GetProperty("processes").GetArrayLength() == 4);
        return game;
    }
}
