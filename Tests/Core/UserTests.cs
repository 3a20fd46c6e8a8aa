using Mqant.Tests.Core.Modules;
using Orleans.Runtime;
using Xunit;

namespace Mqant.Tests.Core;

public sealed class UserTests(CoreFixture core)
{
    [Fact]
    public async Task Online_FromTheLoginToTheEndOfTheLastSession()
    {
        Assert.False(await core.Users.IsOnlineAsync("u-online"));
        Assert.Null((await core.Users.GetAsync("u-online")).LastSeen);
        var before = DateTimeOffset.UtcNow;
        var client = await core.LoginAsync("u-online");
        var status = await core.Users.GetAsync("u-online");
        Assert.True(status.IsOnline);
        Assert.Equal(client.Session.Snapshot.Ref, Assert.Single(status.Sessions).Session);

        client.Session.End(SessionEndReason.ConnectionLost);

        await core.UntilAsync(async () => !await core.Users.IsOnlineAsync("u-online"));
        Assert.InRange((await core.Users.GetAsync("u-online")).LastSeen!.Value, before, DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task Send_ToOneAndToMany_ReachesThoseWhoAreOnlineAndSaysWho()
    {
        var alice = await core.LoginAsync("u-alice");
        var bob = await core.LoginAsync("u-bob");
        Assert.True(await core.Users.SendAsync("u-alice", "Mail/OnNew", 1));
        Assert.False(await core.Users.SendAsync("u-nobody", "Mail/OnNew", 1));
        Assert.Equal(["u-alice", "u-bob"], (await core.Users.SendAsync(["u-alice", "u-nobody", "u-bob", "u-alice"], "Mail/OnNew", 2)).Order());
        Assert.Equal(["u-bob"], await core.Users.GetOnlineAsync(["u-nobody", "u-bob"]));
        Assert.Equal("1", (await alice.NextAsync()).Body);
        Assert.Equal("2", (await alice.NextAsync()).Body);
        Assert.Equal("2", (await bob.NextAsync()).Body);
    }

    [Fact]
    public async Task Kick_TellsWhyAndEndsEverySessionOfTheUser()
    {
        var phone = await core.LoginAsync("u-kick", "phone");
        var desktop = await core.LoginAsync("u-kick", "desktop");
        Assert.Equal(2, await core.Users.KickAsync("u-kick", "maintenance"));
        foreach (var client in new[] { phone, desktop })
        {
            Assert.Equal("{\"reason\":\"maintenance\"}", (await client.NextAsync()).Body);
            Assert.Equal(SessionEndReason.Kicked, await client.Closed);
        }

        await core.UntilAsync(async () => !await core.Users.IsOnlineAsync("u-kick"));
        Assert.Equal(0, await core.Users.KickAsync("u-kick", "again"));
    }

    [Fact]
    public async Task SecondLogin_OfTheSameDeviceClass_KicksTheFirst_AndLeavesOtherDevices()
    {
        var phone = await core.LoginAsync("u-device", "phone");
        var desktop = await core.LoginAsync("u-device", "desktop");
        var unknown = await core.LoginAsync("u-device", "toaster");
        var other = await core.LoginAsync("u-device");
        Assert.Equal(SessionEndReason.DuplicateLogin, await unknown.Closed);

        var newPhone = await core.LoginAsync("u-device", "phone");

        Assert.Equal(SessionEndReason.DuplicateLogin, await phone.Closed);
        await core.UntilAsync(async () => (await core.Users.GetAsync("u-device")).Sessions.Count == 3);
        Assert.Equal(["desktop", "", "phone"], (await core.Users.GetAsync("u-device")).Sessions.Select(s => s.Device));
        Assert.False(desktop.IsClosed || other.IsClosed || newPhone.IsClosed);
    }

    [Fact]
    public async Task Watch_GrainIsToldOfComingAndGoing_InOrderAndEachOnce()
    {
        var watcher = core.Grains.GetGrain<IFriendList>("u-watcher");
        Assert.False(await watcher.WatchAsync("u-watched"));
        var client = await core.LoginAsync("u-watched", "phone");
        var second = await core.LoginAsync("u-watched", "desktop");
        client.Session.End(SessionEndReason.ConnectionLost);
        second.Session.End(SessionEndReason.ConnectionLost);
        await core.UntilAsync(async () => (await watcher.GetNewsAsync()).Length == 2);
        await core.LoginAsync("u-watched");
        await core.UntilAsync(async () => (await watcher.GetNewsAsync()).Length == 3);
        Assert.Equal(["u-watched True", "u-watched False", "u-watched True"], await watcher.GetNewsAsync());

        await watcher.UnwatchAsync("u-watched");
        await core.Users.KickAsync("u-watched", "end");
        await core.UntilAsync(async () => !await core.Users.IsOnlineAsync("u-watched"));
        Assert.Equal(3, (await watcher.GetNewsAsync()).Length);
    }

    [Fact]
    public async Task Restore_AfterTheSessionEnded_LeavesNothingBehind()
    {
        var client = await core.LoginAsync("u-late");
        var (userId, session, login) = client.Session.Bound!.Value;
        client.Session.End(SessionEndReason.ConnectionLost);
        await core.UntilAsync(async () => !await core.Users.IsOnlineAsync(userId));

        await core.Grains.GetUserShard(userId).TellAsync([new UserNews(userId, session, login, [])]);

        await core.UntilAsync(async () => !await core.Users.IsOnlineAsync(userId));
    }

    [Fact]
    public async Task Settings_OfTwoDevicesOnlineTogether_AreAllStored()
    {
        var phone = await core.LoginAsync("u-two", "phone");
        var desktop = await core.LoginAsync("u-two", "desktop");
        await phone.CallAsync("Probe@u-two/HD_Set/1", new { Name = "gold", Value = "5" });
        await phone.CallAsync("Probe@u-two/HD_Set/2", new { Name = "level", Value = "1" });
        await phone.CallAsync("Probe@u-two/HD_Set/3", new { Name = "level" });
        await core.StoredAsync(phone);
        await desktop.CallAsync("Probe@u-two/HD_Set/1", new { Name = "theme", Value = "dark" });
        await core.StoredAsync(desktop);

        var tablet = await core.LoginAsync("u-two", "tablet");

        Assert.Equal("5", tablet.Session.Snapshot.Settings["gold"]);
        Assert.Equal("dark", tablet.Session.Snapshot.Settings["theme"]);
        Assert.DoesNotContain("level", tablet.Session.Snapshot.Settings.Keys);
    }

    [Fact]
    public async Task Watch_ThatExpired_IsNotTold()
    {
        var expired = core.Grains.GetGrain<IFriendList>("u-expired-watcher");
        var watcher = core.Grains.GetGrain<IFriendList>("u-present-watcher");
        await core.WriteAsync("u-expired", record =>
        {
            record.LastUsed = DateTimeOffset.UtcNow;
            (record.Watchers ??= [])[expired.GetGrainId()] = DateTimeOffset.UtcNow.AddMinutes(-1);
            record.Watchers[watcher.GetGrainId()] = DateTimeOffset.UtcNow.AddDays(1);
        });

        await core.LoginAsync("u-expired");

        // They are told one after the other.
        await core.UntilAsync(async () => (await watcher.GetNewsAsync()).Length == 1);
        Assert.Empty(await expired.GetNewsAsync());
    }

    [Fact]
    public async Task CallThatReservedTwoUsers_MakesOnlyTheOneOnlineThatItCommits()
    {
        var client = await core.ConnectAsync();
        client.Send(("Probe@u-both/HD_Bind/1", "{\"Name\":\"u-second\",\"Value\":\"u-both-gate\"}"));
        await core.BindAsync("u-first", client, 1);

        await (await core.ConnectAsync()).CallAsync("Probe@u-both/HD_Release/1", new { Name = "u-both-gate" });
        await core.UntilAsync(() => Task.FromResult(client.Session.UserId == "u-second"));

        Assert.True(await core.Users.IsOnlineAsync("u-second"));
        Assert.False(await core.Users.IsOnlineAsync("u-first"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\nb")]
    public async Task UserId_NotAllowed_IsRefused(string userId) => await Assert.ThrowsAnyAsync<Exception>(() => core.Users.GetAsync(userId));
}
