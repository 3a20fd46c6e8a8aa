using Microsoft.Extensions.DependencyInjection;
using Mqant.Gateway.Sessions;
using Mqant.Tests.Core;
using Orleans.Runtime;
using Xunit;

namespace Mqant.Tests.Limits;

/// <summary>What one session may use, with real grains behind it.</summary>
public sealed class SessionBudgetTests(CoreFixture core)
{
    private const int Large = 60_000;

    [Fact]
    public async Task Requests_WithMoreBytesThanASessionMayHave_MakeItFull_UntilTheyHaveEnded()
    {
        var client = await core.ConnectAsync();
        var gate = Guid.NewGuid().ToString("N");
        var count = 0;
        while (!client.Session.IsFull)
        {
            client.Send(($"Probe@{gate}/HD_Block/{count++}", $$"""{"Name":"{{gate}}","Value":"{{new string('x', Large)}}"}"""));
        }

        // Fewer than may be in flight: their bytes are the limit.
        Assert.Equal(core.Options.Limits.MaxSessionBytes / Large, count - 1, tolerance: 1);
        Assert.False(client.Session.WhenReadyAsync().IsCompleted);
        await ReleaseAsync(gate);

        await client.Session.WhenReadyAsync().AsTask().WithinDeadline("room for more");
        for (var i = 0; i < count; i++)
        {
            await client.NextAsync();
        }

        await core.UntilAsync(() => Task.FromResult(client.Session.HeldBytes == 0));
    }

    [Fact]
    public async Task Requests_InFlight_CountUntilTheyHaveEnded_ThoughTheSessionIsOver()
    {
        var client = await core.ConnectAsync();
        var gate = Guid.NewGuid().ToString("N");
        client.Send(($"Probe@{gate}/HD_Block/1", $$"""{"Name":"{{gate}}","Value":"{{new string('x', Large)}}"}"""));

        client.Session.End(SessionEndReason.ConnectionLost);

        Assert.InRange(client.Session.HeldBytes, Large, 2 * Large);
        await ReleaseAsync(gate);
        await core.UntilAsync(() => Task.FromResult(client.Session.HeldBytes == 0));
    }

    [Fact]
    public async Task Settings_MoreThanASessionMayHave_AreRefused_AndNoneOfThemIsApplied()
    {
        var client = await core.ConnectAsync();
        for (var i = 0; i < 64; i++)
        {
            Assert.Equal("", (await SetAsync(client, $"n{i}", "v")).Error);
        }

        Assert.Equal(GameErrors.TooManySettings, (await SetAsync(client, "one more", "v")).Error);
        Assert.Equal("", (await SetAsync(client, "n0", "w")).Error);
        Assert.Equal(64, client.Session.Snapshot.Settings.Count);
    }

    [Theory]
    [InlineData("HD_Set")]
    [InlineData("HD_SetAndPush")]
    public async Task Settings_LargerThanASessionMayHave_AreRefused(string handler)
    {
        var client = await core.ConnectAsync();

        var reply = await client.CallAsync($"Probe@settings/{handler}/1", new { Name = "large", Value = new string('ä', 8_190) });

        Assert.Equal(GameErrors.TooManySettings, reply.Error);
        Assert.Empty(client.Session.Snapshot.Settings);
    }

    [Fact]
    public async Task Logins_OfOneSession_AreAFewAMinute()
    {
        var client = await core.ConnectAsync();
        var name = Guid.NewGuid().ToString("N");
        for (var i = 0; i < core.Options.Limits.MaxLoginsPerMinute; i++)
        {
            Assert.Equal("", (await client.CallAsync("Login/HD_Login/1", new { userName = $"{name}{i}", passWord = "p" })).Error);
        }

        var refused = await client.CallAsync("Login/HD_Login/1", new { userName = name, passWord = "p" });

        Assert.Equal(GameErrors.TooManyKeys, refused.Error);
        Assert.Equal($"{name}{core.Options.Limits.MaxLoginsPerMinute - 1}", client.Session.UserId);
    }

    [Fact]
    public async Task Watchers_OfOneSession_AreBounded()
    {
        var client = await core.ConnectAsync();
        for (var i = 0; i < core.Options.Limits.MaxWatchersPerSession; i++)
        {
            Assert.True(client.Session.Watch(0, GrainId.Create("watcher", $"{i}"), on: true));
        }

        Assert.False(client.Session.Watch(0, GrainId.Create("watcher", "one more"), on: true));
        Assert.True(client.Session.Watch(0, GrainId.Create("watcher", "0"), on: true));
        Assert.True(client.Session.Watch(0, GrainId.Create("watcher", "0"), on: false));
        Assert.True(client.Session.Watch(0, GrainId.Create("watcher", "one more"), on: true));
    }

    [Theory]
    [InlineData("Probe@ /HD_Key/1", "{}", "Service(type:Probe@ ) not found")]
    [InlineData("Probe@\u3000/HD_Key/1", "{}", "Service(type:Probe@\u3000) not found")]
    [InlineData("Probe@a\u202eb/HD_Key/1", "{}", "Service(type:Probe@a\u202eb) not found")]
    [InlineData("Chat/HD_JoinChat/1", """{"roomName":" "}""", "Service(type:Chat@ ) not found")]
    [InlineData("Login/HD_Login/1", """{"userName":" ","passWord":"p"}""", "A user id has at most 128 bytes and no control characters")]
    [InlineData("Login/HD_Login/1", """{"userName":"ad\u200bmin","passWord":"p"}""", "A user id has at most 128 bytes and no control characters")]
    [InlineData("Rooms/HD_JoinOrCreate/1", """{"module":"Hitball","room":" "}""", RoomErrors.BadName)]
    [InlineData("Rooms/HD_JoinOrCreate/1", """{"module":"Hitball","room":"a\u2066b"}""", RoomErrors.BadName)]
    [InlineData("XaXb/HD_Enter/1", """{"BigRoomId":" "}""", "The bigroomId data structure is incorrect")]
    public async Task Names_ThatAreBlankOrCannotBeSeen_AreRefusedWithTheirError(string topic, string payload, string error)
    {
        var client = await core.LoginAsync(Guid.NewGuid().ToString("N"));

        var reply = await client.CallAsync(topic, payload);

        Assert.Equal(error, reply.Error);
        Assert.False(client.IsClosed);
    }

    [Fact]
    public async Task Names_AreWhatTheGameSaysTheyAre()
    {
        await using var game = await CoreFixture.StartAsync(static o => o.ConfigureServices(static services => services.AddSingleton<INamePolicy, Shouted>()));
        var client = await game.ConnectAsync();

        Assert.Equal("", (await client.CallAsync("Login/HD_Login/1", new { userName = "anna", passWord = "p" })).Error);
        Assert.Equal("ANNA", client.Session.UserId);
        Assert.True(await game.Users.IsOnlineAsync("anna"));
        Assert.Equal("\"KEY\"", (await client.CallAsync("Probe@key/HD_Key/1")).Result);
        Assert.Equal("Service(type:Probe@never) not found", (await client.CallAsync("Probe@never/HD_Key/1")).Error);
    }

    private sealed class Shouted : INamePolicy
    {
        public string? Normalize(NameKind kind, string name) => name == "never" ? null : name.ToUpperInvariant();
    }

    private static Task<TestClient.Received> SetAsync(TestClient client, string name, string value) => client.CallAsync("Probe@settings/HD_Set/1", new { Name = name, Value = value });

    private async Task ReleaseAsync(string gate)
    {
        var other = await core.ConnectAsync();
        Assert.Equal("", (await other.CallAsync($"Probe@{gate}/HD_Release/1", new { Name = gate })).Error);
    }
}
