using Mqant.Tests.Core;
using Mqant.Tests.Rooms.Modules;
using Orleans.Runtime;
using Xunit;

namespace Mqant.Tests.Rooms;

/// <summary>Tests of a room each. Those of a class share a clock, so they run one after the other.</summary>
public abstract class RoomTest(RoomFixture fixture) : IClassFixture<RoomFixture>
{
    private protected RoomFixture Fixture { get; } = fixture;

    private protected string Name { get; } = Guid.NewGuid().ToString("N");

    private protected GrainId IdOf(string name) => Fixture.Grains.GetGrain<ITestRoom>(name).GetGrainId();

    /// <summary>Lets the room live on, second by second, until something is the case.</summary>
    private protected Task AdvanceUntilAsync(string name, Func<Task<bool>> condition) => UntilAsync(async () =>
    {
        Fixture.Time.Advance(TimeSpan.FromSeconds(1));
        await LookAsync(name);
        return await condition();
    });

    private protected async Task<TestClient> JoinAsync(string? user = null, string? name = null)
    {
        var client = await Fixture.ConnectAsync(user);
        await CallAsync(client, "HD_Join", new { }, name);
        return client;
    }

    private protected string Topic(string handler, string? name = null) => $"TestRoom@{name ?? Name}/{handler}/1";

    private protected async Task CallAsync(TestClient client, string handler, object payload, string? name = null) =>
        Assert.Equal("", (await client.CallAsync(Topic(handler, name), payload)).Error);

    private protected async Task DoAsync(string what, string? name = null) => await Fixture.Grains.GetGrain<ITestRoom>(name ?? Name).DoAsync(new TestDeed(what));

    private protected async Task<TestLook> LookAsync(string? name = null) => await Fixture.Grains.GetGrain<ITestRoom>(name ?? Name).LookAsync();

    private protected static async Task<TestClient.Received> NextAsync(TestClient client, string topic, string? body = null)
    {
        while (true)
        {
            var received = await client.NextAsync();
            if (received.Topic == topic && (body is null || received.Body == body))
            {
                return received;
            }
        }
    }

    // For what happens on other turns, of which nothing tells.
    private protected static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var deadline = new CancellationTokenSource(Deadline.Limit);
        while (!await condition())
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
