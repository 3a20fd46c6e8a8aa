using Microsoft.Extensions.DependencyInjection;
using Mqant.Tests.Infrastructure;
using Orleans.Runtime;
using Orleans.Storage;
using StackExchange.Redis;
using Xunit;
using static Mqant.Tests.Core.StoredStates;

namespace Mqant.Tests.Core;

/// <summary>What becomes of a grain's stored state when its class changes: the same wherever it is stored.</summary>
public sealed class StoredStateTests(RedisServers servers)
{
    private const string Name = "account";

    private readonly GrainId _grain = GrainId.Create("stored", Guid.NewGuid().ToString("N"));

    [Theory]
    [InlineData(null)]
    [InlineData(Infrastructure.Redis.Garnet)]
    [InlineData(Infrastructure.Redis.RedisServer)]
    public async Task State_WhoseClassChanged_IsReadByItsIds(Infrastructure.Redis? redis)
    {
        await using var game = await StartAsync(redis);
        var storage = StorageOf(game);
        await storage.WriteStateAsync(Name, _grain, new GrainState<Account>(new Account { Gold = 7, Title = "duke" }));

        var added = await ReadAsync<AccountWithMore>(storage);
        var removed = await ReadAsync<AccountWithLess>(storage);
        var renamed = await ReadAsync<AccountRenamed>(storage);

        Assert.Equal((7, "duke", 3), (added.Gold, added.Title, added.Gems));
        Assert.Equal("duke", removed.Title);
        Assert.Equal((7, "duke"), (renamed.Coins, renamed.Rank));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(Infrastructure.Redis.Garnet)]
    [InlineData(Infrastructure.Redis.RedisServer)]
    public async Task State_ThatCannotBeReadOrWritten_IsAnErrorThatSaysSo(Infrastructure.Redis? redis)
    {
        await using var game = await StartAsync(redis);
        var storage = StorageOf(game);
        await storage.WriteStateAsync(Name, _grain, new GrainState<Account>(new Account { Gold = 7 }));

        var unreadable = await Assert.ThrowsAnyAsync<Exception>(() => ReadAsync<AccountOfAnotherKind>(storage));
        var unwritable = await Assert.ThrowsAnyAsync<Exception>(() =>
            storage.WriteStateAsync(Name, _grain, new GrainState<AccountWithoutSerializer>(new AccountWithoutSerializer())));

        Assert.Contains($"What is stored cannot be read as {typeof(AccountOfAnotherKind)}", unreadable.Message, StringComparison.Ordinal);
        Assert.Contains("[GenerateSerializer]", unwritable.Message, StringComparison.Ordinal);
        Assert.Equal(7, (await ReadAsync<Account>(storage)).Gold);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(Infrastructure.Redis.Garnet)]
    [InlineData(Infrastructure.Redis.RedisServer)]
    public async Task State_OfEveryShape_ComesBackAsItWas(Infrastructure.Redis? redis)
    {
        await using var game = await StartAsync(redis);
        var storage = StorageOf(game);
        await storage.WriteStateAsync("record", _grain, new GrainState<Tag>(new Tag("a", [1, 2])));
        await storage.WriteStateAsync("bag", _grain, new GrainState<Bag>(new Bag { Items = [new Sword { Name = "Sting", Edge = 9 }] }));

        var record = new GrainState<Tag>();
        await storage.ReadStateAsync("record", _grain, record);
        var bag = new GrainState<Bag>();
        await storage.ReadStateAsync("bag", _grain, bag);
        var missing = new GrainState<Tag>();
        await storage.ReadStateAsync("nothing", _grain, missing);

        Assert.Equal(("a", 2), (record.State!.Name, record.State.Numbers[1]));
        var sword = Assert.IsType<Sword>(Assert.Single(bag.State!.Items));
        Assert.Equal(("Sting", 9), (sword.Name, sword.Edge));
        Assert.False(missing.RecordExists);
        await storage.ClearStateAsync("bag", _grain, bag);
        Assert.Equal((false, null), (bag.RecordExists, bag.ETag));
    }

    [Theory]
    [InlineData(Infrastructure.Redis.Garnet)]
    [InlineData(Infrastructure.Redis.RedisServer)]
    public async Task StateInRedis_WrittenBySomethingElse_IsAnError(Infrastructure.Redis redis)
    {
        await using var game = await StartAsync(redis);
        var storage = StorageOf(game);
        await storage.WriteStateAsync(Name, _grain, new GrainState<Account>(new Account { Gold = 7 }));
        await using var connection = await ConnectionMultiplexer.ConnectAsync(await servers.GetAddressAsync(redis));
        var key = Keys(connection, $"*{_grain.Key}/{Name}").Single();
        foreach (var foreign in new[] { """{"Gold":7}""", """{"$type":"Town.Account, Town","Gold":7}""", "7", "" + (char)0 })
        {
            await connection.GetDatabase().HashSetAsync(key, "data", foreign);

            var unreadable = await Assert.ThrowsAnyAsync<Exception>(() => ReadAsync<Account>(storage));

            Assert.Contains($"What is stored cannot be read as {typeof(Account)}", unreadable.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(Infrastructure.Redis.Garnet)]
    [InlineData(Infrastructure.Redis.RedisServer)]
    public async Task UserInRedis_WhoseSettingsExpired_IsStillAMemberOfGroups(Infrastructure.Redis redis)
    {
        await using var game = await StartAsync(redis);
        var groups = game.Silos[0].Services.GetRequiredService<IGroups>();
        await using (var alice = await game.ConnectAsync("alice"))
        {
            await groups.Get("guild").AddUserAsync("alice");
            await groups.Get("guild").AddUserAsync("nobody");
            await groups.Get("guild").RemoveUserAsync("nobody");
        }

        await using var connection = await ConnectionMultiplexer.ConnectAsync(await servers.GetAddressAsync(redis));
        var database = connection.GetDatabase();
        var settings = Keys(connection, "*/alice/user", game).Single();
        var stored = Keys(connection, "*/groups", game).Single();
        Assert.EndsWith("/alice/groups", stored, StringComparison.Ordinal);
        Assert.NotNull(await database.KeyTimeToLiveAsync(settings));
        Assert.Null(await database.KeyTimeToLiveAsync(stored));

        await game.AddSiloAsync();
        await game.Silos[0].StopAsync();
        await database.KeyDeleteAsync(settings);
        await using var again = await game.ConnectAsync("alice");

        Assert.Equal(1, await game.Silos[1].Services.GetRequiredService<IGroups>().Get("guild").CountAsync());
    }

    private async Task<TestGame> StartAsync(Infrastructure.Redis? redis)
    {
        var address = redis is { } kind ? await servers.GetAddressAsync(kind) : null;
        return await TestGame.StartAsync(o =>
        {
            o.AddModules(typeof(StoredStateTests).Assembly);
            if (address is not null)
            {
                (o.Silos, o.Redis) = (1, address);
            }
        });
    }

    private static IGrainStorage StorageOf(TestGame game) =>
        (game.Silos.Count > 0 ? game.Silos[0].Services : game.Gateway.Services).GetRequiredKeyedService<IGrainStorage>("Default");

    private static IEnumerable<string> Keys(ConnectionMultiplexer connection, string pattern, TestGame? game = null)
    {
        var service = game?.Silos[0].Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<Orleans.Configuration.ClusterOptions>>().Value.ServiceId;
        return connection.GetServers().Single().Keys(pattern: service + pattern).Select(key => key.ToString());
    }

    private async Task<T> ReadAsync<T>(IGrainStorage storage)
    {
        var state = new GrainState<T>();
        await storage.ReadStateAsync(Name, _grain, state);
        Assert.True(state.RecordExists);
        return state.State!;
    }
}
