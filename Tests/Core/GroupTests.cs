using Microsoft.Extensions.Time.Testing;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Core;

public sealed class GroupTests(CoreFixture core)
{
    [Fact]
    public async Task Publish_ReachesEveryMemberOnceAndInOrder_ButTheOneLeftOut()
    {
        var group = core.Groups.Get("g-order");
        var members = new List<TestClient>();
        for (var i = 0; i < 20; i++)
        {
            members.Add(await core.ConnectAsync());
        }

        await group.JoinAsync(members.Select(m => m.Session.Snapshot.Ref));
        await group.JoinAsync(members[0].Session.Snapshot.Ref);
        for (var i = 0; i < 50; i++)
        {
            await group.PublishAsync("Guild/OnSay", i, except: i == 7 ? members[3].Session.Snapshot.Ref : default);
        }

        foreach (var member in members)
        {
            for (var i = 0; i < 50; i++)
            {
                if (i != 7 || member != members[3])
                {
                    Assert.Equal($"{i}", (await member.NextAsync()).Body);
                }
            }
        }

        Assert.Equal(20, await group.CountAsync());
    }

    [Fact]
    public async Task Publish_ToAMemberWhoseProtocolFailsToWrite_ReachesTheOthers()
    {
        var group = core.Groups.Get("g-broken");
        TestClient[] members = [await core.ConnectAsync(), await core.ConnectAsync(), await core.ConnectAsync()];
        await group.JoinAsync(members.Select(m => m.Session.Snapshot.Ref));
        members[1].OnPush = static _ => throw new InvalidOperationException("a protocol that cannot write");
        await group.PublishAsync("Guild/OnSay", "hear");
        Assert.Equal("\"hear\"", (await members[0].NextAsync()).Body);
        Assert.Equal("\"hear\"", (await members[2].NextAsync()).Body);
        Assert.Equal(SessionEndReason.ConnectionLost, await members[1].Closed);
    }

    [Fact]
    public async Task Members_AreThoseWhoJoinedAndDidNotLeaveEndOrUnbind()
    {
        var group = core.Groups.Get("g-members");
        var stays = await core.LoginAsync("g-stays");
        var leaves = await core.ConnectAsync();
        var ends = await core.ConnectAsync();
        var unbinds = await core.LoginAsync("g-unbinds");
        await group.JoinAsync([.. new[] { stays, leaves, ends, unbinds }.Select(m => m.Session.Snapshot.Ref)]);
        Assert.Equal(4, await group.CountAsync());

        await group.LeaveAsync(leaves.Session.Snapshot.Ref);
        ends.Session.End(SessionEndReason.ConnectionLost);
        await (await core.Sessions.FindAsync(unbinds.Session.Snapshot.Ref))!.UnbindAsync();

        Assert.Equal([new GroupMember(stays.Session.Snapshot.Ref, "g-stays")], await group.GetMembersAsync());
        await group.PublishAsync("Guild/OnSay", "who is left");
        Assert.Equal("\"who is left\"", (await stays.NextAsync()).Body);
    }

    [Fact]
    public async Task GuestWhoJoined_StaysWhenItLogsIn_AndCanLeaveAsTheUser()
    {
        var group = core.Groups.Get("g-guest");
        var client = await core.ConnectAsync();
        await group.JoinAsync(client.Session.Snapshot.Ref);
        await (await core.Sessions.FindAsync(client.Session.Snapshot.Ref))!.BindAsync("g-guest");

        Assert.Equal("g-guest", Assert.Single(await group.GetMembersAsync()).UserId);

        await group.LeaveAsync(client.Session.Snapshot.Ref);
        Assert.Equal(0, await group.CountAsync());
    }

    [Fact]
    public async Task Count_ThatWaitsForAGateway_LetsOthersUseTheGroup()
    {
        // Time stands still: no call ends because it takes too long.
        await using var own = await CoreFixture.StartAsync(o => o.Time = new FakeTimeProvider(DateTimeOffset.UtcNow));
        var group = own.Groups.Get("g-silent");
        var silent = new SilentGateway(own.Grains);
        var client = await own.ConnectAsync();
        await group.JoinAsync([client.Session.Snapshot.Ref, new SessionRef(silent.Address, 1, 0)]);
        var waits = group.CountAsync();
        var first = await silent.NextCountAsync();

        await group.PublishAsync("Guild/OnSay", "meanwhile").WithinDeadline("the message");
        var second = group.CountAsync();
        (await silent.NextCountAsync()).SetResult(new GroupPart(2, []));

        Assert.Equal("\"meanwhile\"", (await client.NextAsync()).Body);
        Assert.Equal(3, await second);
        first.SetResult(new GroupPart(1, []));
        Assert.Equal(2, await waits);
        silent.Answer();
    }

    [Fact]
    public async Task GatewayThatSaysItIsEmpty_WhileSomebodyIsSentThereToJoin_StaysInTheGroup()
    {
        await using var own = await CoreFixture.StartAsync(o => o.Time = new FakeTimeProvider(DateTimeOffset.UtcNow));
        var group = own.Groups.Get("g-emptied");
        var grain = own.Grains.GetGrain<IGroupGrain>("g-emptied");
        var silent = new SilentGateway(own.Grains);
        await group.JoinAsync(new SessionRef(silent.Address, 1, 0));
        var emptied = grain.EmptiedAsync(silent.Address);
        var asked = await silent.NextCountAsync();
        await group.JoinAsync(new SessionRef(silent.Address, 2, 0)).WithinDeadline("the second member");

        asked.SetResult(new GroupPart(0, []));
        await emptied;

        var count = group.CountAsync();
        (await silent.NextCountAsync()).SetResult(new GroupPart(1, []));
        Assert.Equal(1, await count);
        silent.Answer();
    }

    [Fact]
    public async Task UserAddedForGood_WhoStaysAwayForLongerThanSettingsAreKept_IsStillAMember()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var own = await CoreFixture.StartAsync(o =>
        {
            o.Time = time;
            o.Settings["Mqant:Users:SettingsExpiry"] = "00:01:00";
        });
        var group = own.Groups.Get("g-faithful");
        var client = await own.LoginAsync("g-faithful-user");
        await client.CallAsync("Probe@gf/HD_Set/1", new { Name = "color", Value = "red" });
        await own.StoredAsync(client);
        await group.AddUserAsync("g-faithful-user");
        client.Session.End(SessionEndReason.ConnectionLost);
        await own.UntilAsync(async () => (await own.Users.GetAsync("g-faithful-user")).LastSeen is not null);
        await own.DeactivateAsync(own.Grains.GetUserShard("g-faithful-user"));

        time.Advance(TimeSpan.FromMinutes(2));
        var again = await own.LoginAsync("g-faithful-user");

        Assert.DoesNotContain("color", again.Session.Snapshot.Settings.Keys);
        await group.PublishAsync("Guild/OnSay", "welcome back");
        Assert.Equal("\"welcome back\"", (await again.NextAsync()).Body);

        await group.RemoveUserAsync("g-faithful-user");
        await own.DeactivateAsync(own.Grains.GetUserShard("g-faithful-user"));
        await own.LoginAsync("g-faithful-user");
        Assert.Equal(0, await group.CountAsync());
    }

    [Fact]
    public async Task SessionThatIsGone_DoesNotJoin()
    {
        var group = core.Groups.Get("g-gone");
        var client = await core.ConnectAsync();
        client.Session.End(SessionEndReason.ClientDisconnected);
        await group.JoinAsync(client.Session.Snapshot.Ref);
        Assert.Equal(0, await group.CountAsync());
        Assert.Null(core.LocalGroups.Find("g-gone"));
    }

    [Fact]
    public async Task JoinedWhileBeingBound_BindingFails_LeavesNothingBehind()
    {
        var group = core.Groups.Get("g-pending");
        await group.AddUserAsync("g-pending-user");
        var client = await core.ConnectAsync();

        // The user joins its groups while the handler that binds is still running; then that handler fails.
        Assert.Equal("failed after binding", (await client.CallAsync("Probe@gp/HD_Bind/1", new { Name = "g-pending-user", Fail = true })).Error);

        Assert.Equal(0, await group.CountAsync());
        await core.UntilAsync(() => Task.FromResult(core.LocalGroups.Find("g-pending") is null));
        Assert.Empty((await core.Users.GetAsync("g-pending-user")).Sessions);
    }

    [Fact]
    public async Task UserAddedForGood_IsBackAfterAReconnect_BeforeTheReplyToTheLogin()
    {
        var group = core.Groups.Get("g-guild");
        var first = await core.LoginAsync("g-guild-user");
        await group.AddUserAsync("g-guild-user");
        await group.PublishAsync("Guild/OnSay", 1);
        Assert.Equal("1", (await first.NextAsync()).Body);
        first.Session.End(SessionEndReason.ConnectionLost);
        Assert.Equal(0, await group.CountAsync());

        var second = await core.ConnectAsync();
        await second.CallAsync("Probe@gg/HD_Bind/1", new { Name = "g-guild-user" });
        await group.PublishAsync("Guild/OnSay", 2);
        Assert.Equal("2", (await second.NextAsync()).Body);

        await group.RemoveUserAsync("g-guild-user");
        Assert.Equal(0, await group.CountAsync());
    }

    [Fact]
    public async Task GroupWhoseGrainForgot_StillReachesItsMembers()
    {
        var group = core.Groups.Get("g-forgets");
        var client = await core.ConnectAsync();
        await group.JoinAsync(client.Session.Snapshot.Ref);
        await core.DeactivateAsync(core.Grains.GetGrain<IGroupGrain>("g-forgets"));

        await group.PublishAsync("Guild/OnSay", "still here");

        Assert.Equal("\"still here\"", (await client.NextAsync()).Body);
        Assert.Equal(1, await group.CountAsync());
    }

    [Fact]
    public async Task JoinAndLeave_ManyAtOnceWhileMessagesPass_LosesNobody()
    {
        var group = core.Groups.Get("g-churn");
        var stays = await core.ConnectAsync();
        await group.JoinAsync(stays.Session.Snapshot.Ref);
        var churn = ComeAndGoAsync();
        for (var i = 0; i < 300; i++)
        {
            await group.PublishAsync("Guild/OnSay", i);
        }

        await churn;
        for (var i = 0; i < 300; i++)
        {
            Assert.Equal($"{i}", (await stays.NextAsync()).Body);
        }

        Assert.Equal(1, await group.CountAsync());

        async Task ComeAndGoAsync()
        {
            for (var i = 0; i < 300; i++)
            {
                var guest = await core.ConnectAsync();
                await group.JoinAsync(guest.Session.Snapshot.Ref);
                guest.Session.End(SessionEndReason.ClientDisconnected);
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public void Name_Missing_IsRefused(string? name) => Assert.ThrowsAny<ArgumentException>(() => core.Groups.Get(name!));
}
