using Mqant.Tests.Infrastructure;
using StackExchange.Redis;
using Xunit;

namespace Mqant.Tests.Hosting;

/// <summary>The gift of the page about writing modules, whose silo is killed when the gold has left one purse and not reached the other.</summary>
[Collection(nameof(UserFolder))]
public sealed class GiftTests(UserFolder user, RedisServers servers)
{
    [Fact]
    public async Task Gift_WhoseSiloIsKilledInBetween_ArrivesOnce()
    {
        using var folder = await user.EnterAsync();
        await folder.WriteFilesOfAsync("docs/modules.md");
        await folder.DotnetAsync("build", "Town", "-nodereuse:false");
        var redis = await servers.GetAddressAsync(Infrastructure.Redis.Garnet);
        var name = $"test-{Guid.NewGuid():N}";
        string[] settings =
        [
            "--Mqant:Cluster:Mode=Redis",
            $"--Mqant:Cluster:Redis={redis}",
            $"--Mqant:Cluster:ClusterId={name}",
            $"--Mqant:Cluster:ServiceId={name}",
            $"--Mqant:ModulesPath={Path.Combine(folder.Path, "modules")}",
        ];
        await using var doomed = await MqantProcess.StartSiloAsync(settings);
        await using var gateway = await MqantProcess.StartGatewayAsync(settings);
        await using var bob = await EnterAsync(gateway, "bob");
        await using var carol = await EnterAsync(gateway, "carol");
        await bob.RequestAsync("Bank/HD_Deposit", new { Gold = 10 });

        // Nothing can be put into a purse that cannot be read.
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis);
        RedisKey purse = $"{name}/state/purse/carol/purse";
        await connection.GetDatabase().HashSetAsync(purse, [new("etag", "1"), new("data", "torn")]);
        Assert.StartsWith("internal error", (await bob.CallAsync("Bank/HD_Give", new { To = "carol", Gold = 4 })).Error, StringComparison.Ordinal);
        Assert.Equal(6, await BalanceAsync(bob));

        doomed.Kill();
        await connection.GetDatabase().KeyDeleteAsync(purse);
        await using var silo = await MqantProcess.StartSiloAsync(settings);

        // A reminder that was due while no silo was there comes a minute later.
        await Until.TrueAsync(async () => await BalanceAsync(carol) == 4, 2 * Deadline.Limit);
        Assert.Equal(6, await BalanceAsync(bob));
        Assert.Equal(5, await bob.RequestAsync<int>("Bank/HD_Give", new { To = "carol", Gold = 1 }));
        Assert.Equal(5, await BalanceAsync(carol));
    }

    private static async Task<GameClient> EnterAsync(IGateway gateway, string user)
    {
        var client = await GameClient.ConnectAsync(gateway);
        await client.RequestAsync("Account/HD_Enter", new { Name = user, Secret = "open sesame" });
        return client;
    }

    // While nobody knows yet that the silo is dead there is no answer.
    private static async Task<int?> BalanceAsync(GameClient client) =>
        await client.CallAsync("Bank/HD_Balance", "{}") is { Error: "", Result: var gold } ? gold.GetInt32() : null;
}
