using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Mqant.Tests.Core.Modules;
using Mqant.Tests.Infrastructure;
using Orleans.Storage;
using Xunit;

namespace Mqant.Tests.Core;

/// <summary>What becomes of users whose shard or storage is lost. Each test has a game of its own: a shard has many users.</summary>
public sealed class UserRecoveryTests
{
    [Fact]
    public async Task LastSeen_AfterTheUserWasForgotten_ComesFromStorage()
    {
        await using var core = await CoreFixture.StartAsync();
        var client = await core.LoginAsync("u-seen");
        client.Session.End(SessionEndReason.ConnectionLost);
        await core.UntilAsync(async () => (await core.Users.GetAsync("u-seen")) is { IsOnline: false, LastSeen: not null });
        var seen = (await core.Users.GetAsync("u-seen")).LastSeen;
        await core.DeactivateAsync(core.Grains.GetUserShard("u-seen"));
        Assert.Equal(seen, (await core.Users.GetAsync("u-seen")).LastSeen);
    }

    [Fact]
    public async Task UserWhoseGrainForgot_IsRestoredByItsGateway_AndADuplicateLoginStillNoticed()
    {
        await using var core = await CoreFixture.StartAsync();
        var client = await core.LoginAsync("u-restore");
        await core.DeactivateAsync(core.Grains.GetUserShard("u-restore"));
        Assert.False(await core.Users.IsOnlineAsync("u-restore"));

        await core.RestoreAsync(client);

        Assert.True(await core.Users.IsOnlineAsync("u-restore"));
        await core.LoginAsync("u-restore");
        Assert.Equal(SessionEndReason.DuplicateLogin, await client.Closed);
    }

    [Fact]
    public async Task NewerLogin_BeforeTheOlderIsRestored_Stays()
    {
        await using var core = await CoreFixture.StartAsync();
        var older = await core.LoginAsync("u-older");
        await core.DeactivateAsync(core.Grains.GetUserShard("u-older"));
        var newer = await core.LoginAsync("u-older");

        await core.RestoreAsync(older);

        Assert.Equal(SessionEndReason.DuplicateLogin, await older.Closed);
        Assert.False(newer.IsClosed);
    }

    [Fact]
    public async Task RecordThatChangedBehindTheUser_IsWrittenAllTheSame_AndTheUserStaysOnline()
    {
        await using var core = await CoreFixture.StartAsync();
        var client = await core.LoginAsync("u-tag");
        await core.WriteAsync("u-tag", record => record.Settings["color"] = "blue");

        await client.CallAsync("Probe@u-tag/HD_Set/1", new { Name = "color", Value = "red" });
        await core.StoredAsync(client);

        Assert.True(await core.Users.IsOnlineAsync("u-tag"));
        client.Session.End(SessionEndReason.ConnectionLost);
        await core.UntilAsync(async () => !await core.Users.IsOnlineAsync("u-tag"));
        await core.DeactivateAsync(core.Grains.GetUserShard("u-tag"));
        var next = await core.LoginAsync("u-tag");
        Assert.Equal("red", next.Session.Snapshot.Settings["color"]);
    }

    [Fact]
    public async Task Watch_LastSessionEndsWhileALoginThatFailsIsUnderWay_GrainIsToldThatTheUserWent()
    {
        await using var core = await CoreFixture.StartAsync();
        var user = core.Grains.GetUserShard("u-pending");
        var watcher = core.Grains.GetGrain<IFriendList>("u-pending-watcher");
        var bound = await core.LoginAsync("u-pending", "phone");
        Assert.True(await watcher.WatchAsync("u-pending"));

        // Number 1 is a call that may still bind the session.
        var pending = await core.ConnectAsync();
        pending.Send(("Probe@u-pending/HD_Block/1", "{\"Name\":\"u-pending-gate\"}"));
        await core.BindAsync("u-pending", pending, 1);
        bound.Session.End(SessionEndReason.ConnectionLost);
        await core.UntilAsync(async () => await core.Users.KickAsync("u-pending", "nobody") == 1);
        await (await core.ConnectAsync()).CallAsync("Probe@u-pending/HD_Release/1", new { Name = "u-pending-gate" });

        await core.UntilAsync(async () => (await watcher.GetNewsAsync()).Length == 1);
        Assert.Equal(["u-pending False"], await watcher.GetNewsAsync());
        await core.DeactivateAsync(user);
        Assert.NotNull((await core.Users.GetAsync("u-pending")).LastSeen);
    }

    [Fact]
    public async Task RecordThatCouldNotBeWritten_IsWrittenAfterAWhile()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var core = await CoreFixture.StartAsync(o =>
        {
            o.Time = time;
            o.ConfigureServices(AddLossyStorage);
        });
        var client = await core.LoginAsync("u-unwritten");
        var failed = core.Storage.FailNextWriteAsync(UserServices.GetRecordId("u-unwritten"), isExecuted: false);
        await client.CallAsync("Probe@u-unwritten/HD_Set/1", new { Name = "color", Value = "red" });
        await core.StoredAsync(client);
        await failed;
        Assert.DoesNotContain("color", (await core.ReadAsync("u-unwritten")).State!.Settings.Keys);

        time.Advance(TimeSpan.FromSeconds(30));

        await core.UntilAsync(async () => (await core.ReadAsync("u-unwritten")).State!.Settings.ContainsKey("color"));
    }

    [Fact]
    public async Task RecordThatCannotBeRead_RefusesTheLogin_AndTheNextOneSucceeds()
    {
        await using var core = await CoreFixture.StartAsync(o => o.ConfigureServices(AddLossyStorage));
        var client = await core.ConnectAsync();
        core.Storage.FailNextRead(UserServices.GetRecordId("u-unread"));

        Assert.Equal(GameErrors.ServiceUnavailable, (await client.CallAsync("Probe@p/HD_Bind/1", new { Name = "u-unread" })).Error);

        Assert.Equal("", client.Session.UserId);
        Assert.Equal("\"u-unread\"", (await client.CallAsync("Probe@p/HD_Bind/2", new { Name = "u-unread" })).Result);
    }

    [Fact]
    public async Task NewsOfAUserWhoseRecordCannotBeRead_HoldUpNobodyElse_AndAreHeardWhenItCan()
    {
        await using var core = await CoreFixture.StartAsync(o => o.ConfigureServices(AddLossyStorage));
        var (broken, other) = ("u-broken", Enumerable.Range(0, int.MaxValue).Select(i => $"u-{i}").First(id => UserShards.Of(id) == UserShards.Of("u-broken")));
        var (client, neighbour) = (await core.LoginAsync(broken), await core.LoginAsync(other));
        var shard = core.Grains.GetUserShard(broken);
        await core.DeactivateAsync(shard);
        var record = UserServices.GetRecordId(broken);
        core.Storage.Break(record);

        await shard.TellAsync([NewsOf(client), NewsOf(neighbour), NewsOf(client) with { Login = null, Settings = [new("color", "red")] }]);

        Assert.True(await core.Users.IsOnlineAsync(other));
        await Assert.ThrowsAsync<SiloUnavailableException>(() => core.Users.IsOnlineAsync(broken));
        core.Storage.Repair(record);
        Assert.True(await core.Users.IsOnlineAsync(broken));
        Assert.Equal("red", (await core.ReadAsync(broken)).State!.Settings["color"]);
    }

    [Fact]
    public async Task LoginOfAUserWhoHasToWaitForStorage_HoldsUpNobodyElse_AndSucceedsWhenStorageGoesOn()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var core = await CoreFixture.StartAsync(o =>
        {
            o.Time = time;
            o.Settings["Mqant:Gateway:CallTimeout"] = "00:01:00";
            o.ConfigureServices(services => services.AddKeyedSingleton<IGrainStorage>(
                MqantStorage.Users,
                (provider, _) => new HeldStorage(ActivatorUtilities.CreateInstance<EmbeddedStorage>(provider))));
        });
        var storage = (HeldStorage)core.Services.GetRequiredKeyedService<IGrainStorage>(MqantStorage.Users);
        var client = await core.LoginAsync("u-slow");
        storage.Hold();
        await client.CallAsync("Probe@u-slow/HD_Set/1", new { Name = "color", Value = "red" });
        var shard = core.Grains.GetUserShard("u-slow");
        BindRequest[] logins = [Login("u-slow", 100), Login("u-quick", 101)];

        var asked = shard.BindAsync(logins);

        // What the shard is asked after it, it answers when it has begun to wait.
        await shard.GetStatusAsync("u-quick");
        time.Advance(TimeSpan.FromSeconds(1));

        var answers = await asked;
        Assert.True(answers[0].IsLate);
        Assert.NotNull(answers[1].Login);
        storage.Release();
        Assert.NotNull((await shard.BindAsync(logins[..1]))[0].Login);

        BindRequest Login(string userId, long number) => new(userId, new SessionRef(core.Receiver.Address!, number, 1), "", Store: true);
    }

    [Fact]
    public async Task NewsOfAUserWhoseRecordStaysUnreadable_AreGivenUp()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var core = await CoreFixture.StartAsync(o =>
        {
            o.Time = time;
            o.ConfigureServices(AddLossyStorage);
        });
        var client = await core.LoginAsync("u-hopeless");
        var shard = core.Grains.GetUserShard("u-hopeless");
        await core.DeactivateAsync(shard);
        var record = UserServices.GetRecordId("u-hopeless");
        core.Storage.Break(record);
        await shard.TellAsync([NewsOf(client)]);

        time.Advance(TimeSpan.FromSeconds(31));
        await core.UntilAsync(() => Task.FromResult(core.Storage.FailedReads(record) > 1));

        core.Storage.Repair(record);
        Assert.False(await core.Users.IsOnlineAsync("u-hopeless"));
    }

    private static UserNews NewsOf(TestClient client)
    {
        var (userId, session, login) = client.Session.Bound!.Value;
        return new UserNews(userId, session, login, []);
    }

    private static void AddLossyStorage(IServiceCollection services) => services.AddKeyedSingleton<IGrainStorage>(
        MqantStorage.Users, (services, _) => new LossyStorage(ActivatorUtilities.CreateInstance<EmbeddedStorage>(services)));
}
