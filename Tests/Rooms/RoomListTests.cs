using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Rooms;

/// <summary>What everybody may ask for is cheap to answer.</summary>
public sealed class RoomListTests
{
    [Fact]
    public async Task List_IsAPage_ThatIsReadOnceASecond()
    {
        var time = new FakeTimeProvider();
        await using var game = await TestGame.StartAsync(o => o.AddDemos().Time = time);
        await using var client = await game.ConnectAsync("alice");
        await MakeAsync(client, "one");
        Assert.Equal(["one"], await ListAsync(client));
        await MakeAsync(client, "two");
        Assert.Equal(["one"], await ListAsync(client));

        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["one", "two"], (await ListAsync(client)).Order());
    }

    private static Task MakeAsync(GameClient client, string room) => client.RequestAsync("Rooms/HD_JoinOrCreate", new { module = "Hitball", room });

    private static async Task<string[]> ListAsync(GameClient client) =>
        [.. (await client.RequestAsync<JsonElement>("Rooms/HD_List", new { module = "Hitball" })).EnumerateArray().Select(static room => room.GetProperty("room").GetString()!)];
}
