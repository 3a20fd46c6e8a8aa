using System.Text.Json;
using Mqant.Tests.Core.Modules;
using Xunit;

namespace Mqant.Tests.Core;

/// <summary>Whoever logs inside of a handler can say for whom.</summary>
public sealed class CallScopeTests(CoreFixture core)
{
    [Fact]
    public async Task CallScope_BeforeAndAfterAnAwait_IsTheCall()
    {
        var client = await core.LoginAsync("scoped-user");

        var reply = await client.CallAsync("Scoped@twice/HD_Twice/1");

        var expected = Expected(client, "HD_Twice", "twice", "scoped-user", reply);
        Assert.Equal([expected, expected], JsonSerializer.Deserialize<string[]>(reply.Result)!);
    }

    [Fact]
    public async Task CallScope_OfCallsThatFollowEachOther_IsEachTimeTheirOwn()
    {
        var client = await core.ConnectAsync();
        client.Send(("Scoped@follow/HD_Twice/1", "{}"), ("Scoped@follow/HD_Twice/2", "{}"));
        foreach (var reply in new[] { await client.NextAsync(), await client.NextAsync() })
        {
            var expected = Expected(client, "HD_Twice", "follow", "", reply);
            Assert.Equal([expected, expected], JsonSerializer.Deserialize<string[]>(reply.Result)!);
        }
    }

    [Fact]
    public async Task CallScope_OfCallsThatInterleave_IsTheirOwn()
    {
        var (first, second, third) = (await core.ConnectAsync(), await core.ConnectAsync(), await core.ConnectAsync());
        first.Send(("Scoped@beside/HD_BesideAtGate/1", "{}"));
        second.Send(("Scoped@beside/HD_AtGate/1", "{}"));
        var beside = await third.CallAsync("Scoped@beside/HD_Beside/1");
        Assert.Equal(Expected(third, "HD_Beside", "beside", "", beside), JsonSerializer.Deserialize<string>(beside.Result));

        await third.CallAsync("Scoped@beside/HD_Open/2");

        var interleaved = await first.NextAsync();
        Assert.Equal(Expected(first, "HD_BesideAtGate", "beside", "", interleaved), JsonSerializer.Deserialize<string>(interleaved.Result));
        var ordered = await second.NextAsync();
        Assert.Equal(Expected(second, "HD_AtGate", "beside", "", ordered), JsonSerializer.Deserialize<string>(ordered.Result));
    }

    [Fact]
    public async Task CallScope_InAGrainThatTheHandlerCalls_IsNone()
    {
        var client = await core.ConnectAsync();

        var reply = await client.CallAsync("Scoped@ask/HD_Ask/1");

        Assert.Equal(["nothing", Expected(client, "HD_Ask", "ask", "", reply)], JsonSerializer.Deserialize<string[]>(reply.Result)!);
    }

    [Fact]
    public async Task CallScope_OutsideOfACall_IsNone()
    {
        var client = await core.ConnectAsync();
        var grain = core.Grains.GetGrain<IScoped>("outside");
        await client.CallAsync("Scoped@outside/HD_StartTimer/1");

        Assert.Equal("nothing", await grain.TimerAsync());
        Assert.Equal("nothing", await grain.OutsideAsync());
        Assert.Null(CallScope.Current);
    }

    private static string Expected(TestClient client, string handler, string key, string user, TestClient.Received reply) =>
        $"Scoped/{handler} {key} '{user}' {client.Session.Id} {JsonDocument.Parse(reply.Body).RootElement.GetProperty("Trace").GetString()}";
}
