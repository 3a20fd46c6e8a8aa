using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Cluster;

/// <summary>Logins while the grains that decide on them move, with real processes: a handler asks another grain for every one of them.</summary>
public sealed class LoginRecoveryTests(RedisServers servers)
{
    // Each client logs in as somebody else in every round. Most shards of the users are not known yet when something dies: they are looked for, and some are looked for there.
    private const int ClientsEach = 12;
    private const int SomeRounds = 20;

    // A player does not become another one many times a minute.
    private const string AnyLogins = "--Mqant:Gateway:Limits:MaxLoginsPerMinute=0";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Login_WhileASiloOrAGatewayIsKilled_WaitsOrSaysThatTheClusterIsToBlame(bool killsSilo)
    {
        await using var cluster = new ClusterUnderTest(await servers.GetAddressAsync(Redis.Garnet));
        var silo = await cluster.AddSiloAsync();
        await cluster.AddSiloAsync();

        // A gateway that is a silo keeps a share of the directory of all grains.
        var gateway = await cluster.AddGatewayAsync("Silo", AnyLogins);
        var gateways = new[] { await cluster.AddGatewayAsync("Silo", AnyLogins), await cluster.AddGatewayAsync("Client", AnyLogins) };
        await using var logins = await Traffic.StartAsync(gateways, ClientsEach, LogIn);
        await logins.WaitForGoodRoundsAsync(1);
        Assert.Equal(0, logins.Errors);

        (killsSilo ? silo : gateway).Kill();
        await logins.WaitForGoodRoundsAsync(SomeRounds);
        await logins.StopAsync();

        var errors = logins.ErrorTexts.Except([GameErrors.ServiceUnavailable, GameErrors.DeadlineExceeded]).ToList();
        Assert.True(errors.Count == 0, cluster.Describe($"logins were answered with {string.Join(", ", errors)}"));
    }

    private static IEnumerable<(Task<Reply> Reply, string Result)> LogIn(GameClient client, string user, int round)
    {
        var userName = $"{user}-{round}";
        yield return (client.CallAsync("Login/HD_Login", new { userName, passWord = "secret" }), $"\"login success {userName}\"");
    }
}
