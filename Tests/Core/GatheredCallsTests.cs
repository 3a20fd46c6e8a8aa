using System.IO.Pipelines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Mqant.Tests.Core.Modules;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Core;

/// <summary>What becomes of calls of several sessions that reach a grain as one.</summary>
public sealed class GatheredCallsTests : IAsyncLifetime
{
    private readonly HeldThreads _threads = new();
    private readonly BudgetTime _time = new();
    private CoreFixture _core = null!;

    public async ValueTask InitializeAsync() => _core = await CoreFixture.StartAsync(o =>
    {
        o.ConfigureServices(s => s.AddSingleton<PipeScheduler>(_threads));
        o.Time = _time;
    });

    public async ValueTask DisposeAsync()
    {
        // What a test that failed left running is given up in time, too.
        var stopped = _core.DisposeAsync().AsTask();
        await PassUntilAsync(() => stopped.IsCompleted);
        await stopped;
    }

    [Fact]
    public async Task Calls_ThatWentTogether_AreEachAnsweredToTheirSession()
    {
        var clients = await ConnectAsync(3);
        foreach (var client in clients)
        {
            client.Send(("Probe@together/HD_Count/1", "{}"), ("Probe@together/HD_Count/2", "{}"));
        }

        clients[1].Send(("Probe@together/HD_Throw/3", "{}"));
        Assert.Equal(1, _threads.Waiting);
        _threads.Run();
        for (var i = 0; i < clients.Length; i++)
        {
            Assert.Equal($"{(2 * i) + 1}", (await clients[i].NextAsync()).Result);
            Assert.Equal($"{(2 * i) + 2}", (await clients[i].NextAsync()).Result);
        }

        await RunNextAsync();
        Assert.Equal("1", (await clients[1].NextAsync()).Body);
        Assert.Equal("for the client", (await clients[1].NextAsync()).Error);
    }

    [Fact]
    public async Task Calls_AfterASlowOne_WaitForItAndThoseBeforeItDoNot()
    {
        var clients = await ConnectAsync(4);
        clients[0].Send(("Probe@behind/HD_Count/1", "{}"));
        clients[1].Send(("Probe@behind/HD_Count/1", "{}"), ("Probe@behind/HD_Count/2", "{}"));
        clients[2].Send(("Probe@behind/HD_Count/1", "{}"), ("Probe@behind/HD_Bind/2", "{\"Name\":\"behind\",\"Value\":\"behind\"}"));
        clients[3].Send(("Probe@behind/HD_Count/1", "{}"));
        _threads.Run();
        await _time.Budgeted.WithinDeadline("a handler that takes its time");
        _time.Advance(ModuleExtension.GatheredBudget);
        Assert.Equal("1", (await clients[0].NextAsync()).Result);
        Assert.Equal("2", (await clients[1].NextAsync()).Result);
        Assert.Equal("3", (await clients[1].NextAsync()).Result);
        _time.Advance(ModuleExtension.BatchBudget - ModuleExtension.GatheredBudget);
        Assert.Equal("4", (await clients[2].NextAsync()).Result);

        await (await _core.ConnectAsync()).CallAsync("Probe@behind/HD_Release/1", new { Name = "behind" });
        Assert.Equal("\"behind\"", (await NextAsync(clients[2])).Body);
        Assert.Equal("\"behind\"", (await NextAsync(clients[2])).Result);

        // The grain gave this one back: it had no time left for it.
        await RunNextAsync();
        Assert.Equal("5", (await clients[3].NextAsync()).Result);

        // All sessions can ask the grain again.
        foreach (var client in clients)
        {
            client.Send(("Probe@behind/HD_Nothing/9", "{}"));
        }

        _threads.Run();
        foreach (var client in clients)
        {
            Assert.Equal("null", (await client.NextAsync()).Result);
        }
    }

    [Fact]
    public async Task Replies_ThatGoAheadInParts_AnswerTheirOwnRequests()
    {
        var (client, other) = (await _core.ConnectAsync(), await _core.ConnectAsync());
        client.Send(
            ("Probe@parts/HD_Count/1", "{}"),
            ("Probe@parts/HD_Bind/2", "{\"Name\":\"parts\",\"Value\":\"parts-2\"}"),
            ("Probe@parts/HD_Bind/3", "{\"Name\":\"parts\",\"Value\":\"parts-3\"}"));
        _threads.Run();
        await _time.Budgeted.WithinDeadline("a handler that takes its time");
        _time.Advance(ModuleExtension.BatchBudget);
        await ExpectAsync(client, "Probe@parts/HD_Count/1");

        await other.CallAsync("Probe@parts/HD_Release/1", new { Name = "parts-2" });

        // The third one has begun and sent its push before the reply of the second goes ahead.
        await ExpectAsync(client, "Probe/OnBind", "Probe/OnBind", "Probe@parts/HD_Bind/2");

        await other.CallAsync("Probe@parts/HD_Release/2", new { Name = "parts-3" });
        await ExpectAsync(client, "Probe@parts/HD_Bind/3");
    }

    [Fact]
    public async Task Calls_BehindOneThatPassesItsTimeLimit_PassTheirs()
    {
        var clients = await ConnectAsync(3);
        clients[0].Send(("Probe@limit/HD_Count/1", "{}"));
        clients[1].Send(("Probe@limit/HD_Bind/1", "{\"Name\":\"limit\",\"Value\":\"limit\"}"));
        clients[2].Send(("Probe@limit/HD_Count/1", "{}"));
        _threads.Run();
        await _time.Budgeted.WithinDeadline("a handler that takes its time");
        _time.Advance(ModuleExtension.GatheredBudget);
        Assert.Equal("1", (await clients[0].NextAsync()).Result);
        await PassUntilAsync(() => clients[2].HasReceived);
        Assert.Equal("deadline exceeded", (await clients[2].NextAsync()).Error);
        await (await _core.ConnectAsync()).CallAsync("Probe@limit/HD_Release/1", new { Name = "limit" });

        // The handler that was late had no effect on its session; the one behind it never ran.
        clients[2].Send(("Probe@limit/HD_Count/2", "{}"));
        _threads.Run();
        Assert.Equal("2", (await clients[2].NextAsync()).Result);
        Assert.Equal("", clients[1].Session.UserId);
    }

    [Fact]
    public async Task Answer_ThatAClientProtocolFailsToWrite_DoesNotKeepTheOthersFromTheirs()
    {
        var clients = await ConnectAsync(2);
        clients[0].OnReply = static _ => throw new InvalidOperationException("a protocol that cannot write");
        clients[0].Send(("Probe@broken/HD_Count/1", "{}"));
        clients[1].Send(("Probe@broken/HD_Count/1", "{}"));
        _threads.Run();
        Assert.Equal("2", (await clients[1].NextAsync()).Result);
        Assert.Equal(SessionEndReason.ConnectionLost, await clients[0].Closed);
    }

    [Fact]
    public async Task Replies_OfManyBytes_GoInSeveralMessages()
    {
        var target = _core.Grains.GetGrain<IModuleExtension>(_core.Grains.GetGrain<IProbe>("large").GetGrainId());
        var calls = Gather(await ConnectAsync(3), "HD_Raw", new byte[600 * 1024]);
        var replies = await target.InvokeGatheredAsync(calls);
        Assert.Equal(2, replies.Batches.Length);
        Assert.All(replies.Batches, batch => Assert.Equal(600 * 1024, batch.Replies[0].Result.Length));
    }

    [Fact]
    public async Task Calls_ThatArriveTwiceAtANewActivation_RunOnce()
    {
        var target = _core.Grains.GetGrain<IModuleExtension>(_core.Grains.GetGrain<IProbe>("twice").GetGrainId());
        var calls = Gather(await ConnectAsync(2), "HD_Count", "{}"u8.ToArray());
        for (var i = 0; i < 2; i++)
        {
            var replies = await target.InvokeGatheredAsync(calls);
            Assert.Equal(["1", "2"], replies.Batches.Select(batch => System.Text.Encoding.UTF8.GetString(batch.Replies[0].Result.Memory.Span)));
        }
    }

    private static async Task ExpectAsync(TestClient client, params string[] topics)
    {
        foreach (var topic in topics)
        {
            var next = await client.NextAsync();
            Assert.Equal(topic, next.Topic);
            Assert.True(!next.IsReply || next.Error.Length == 0, next.Body);
        }
    }

    private static GatheredCalls Gather(TestClient[] clients, string handler, byte[] payload) => new()
    {
        Batches = Array.ConvertAll(clients, client => new CallBatch
        {
            Session = client.Session.Snapshot,
            Calls = [new HandlerCall { HandlerName = handler, Payload = payload, Number = 1, Trace = TraceId.CreateRandom() }],
        }),
    };

    private Task PassUntilAsync(Func<bool> condition) => _core.UntilAsync(() =>
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        return Task.FromResult(condition());
    });

    // A login that was under way when the time was moved on may have to be asked for again a while later: time goes on as it does.
    private async Task<TestClient.Received> NextAsync(TestClient client)
    {
        var next = client.NextAsync();
        await Until.TrueAsync(() =>
        {
            _time.Advance(next.IsCompleted ? TimeSpan.Zero : Until.Pace);
            return next.IsCompleted;
        });
        return await next;
    }

    // The next calls of the sessions follow the replies, on another thread.
    private async Task RunNextAsync()
    {
        await _core.UntilAsync(() => Task.FromResult(_threads.Waiting > 0));
        _threads.Run();
    }

    private async Task<TestClient[]> ConnectAsync(int count)
    {
        var clients = new TestClient[count];
        for (var i = 0; i < count; i++)
        {
            clients[i] = await _core.ConnectAsync();
        }

        return clients;
    }

    /// <summary>Time that stands still, and tells when a grain has begun to wait for a handler.</summary>
    private sealed class BudgetTime : FakeTimeProvider
    {
        private readonly TaskCompletionSource _budgeted = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Budgeted => _budgeted.Task;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            if (dueTime == ModuleExtension.GatheredBudget || dueTime == ModuleExtension.BatchBudget)
            {
                _budgeted.TrySetResult();
            }

            return timer;
        }
    }
}
