using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Mqant.Gateway.Catalog;
using Mqant.Gateway.Hub;
using Mqant.Gateway.Identity;
using Mqant.Gateway.Push;
using Mqant.Gateway.Sessions;
using Mqant.Tests.Infrastructure;
using Mqant.Tests.Mqtt;
using Orleans.Metadata;
using Orleans.Runtime;
using Xunit;

namespace Mqant.Tests.Core;

/// <summary>Nobody comes in unchecked because the authenticators are away.</summary>
public sealed class AuthenticatorTests(CoreFixture core)
{
    [Fact]
    public async Task Client_BeforeTheFirstSiloIsKnown_IsRefused()
    {
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddMetrics()
            .AddSingleton(TimeProvider.System)
            .AddSessionsWithoutCluster()
            .BuildServiceProvider();
        var hub = services.GetRequiredService<SessionHub>();
        services.GetRequiredService<LaneReceiver>().Address = new GatewayAddress(null!, null);
        Assert.Equal(SessionRefusal.Unavailable, await RefusalAsync(hub));

        services.GetRequiredService<ModuleCatalog>().Update(Manifest.Empty);
        Assert.Equal(SessionRefusal.Unavailable, await RefusalAsync(hub));

        services.GetRequiredService<ModuleCatalog>().Update(Manifest.OfModule("Any"));
        Assert.Equal(SessionRefusal.Unavailable, await RefusalAsync(hub));

        services.GetRequiredService<PolicyFollower>().Take(ClusterPolicy.Empty);
        Assert.NotNull(await OpenAsync(hub));
    }

    [Fact]
    public async Task Client_OfAGameThatHasAnAuthenticator_BeforeOneIsSeen_IsRefused()
    {
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddMetrics()
            .AddSingleton(TimeProvider.System)
            .AddSessionsWithoutCluster()
            .Configure<AuthenticationOptions>(static options => options.RequireAuthenticator = true)
            .BuildServiceProvider();
        services.OpenSessions();

        Assert.Equal(SessionRefusal.Unavailable, await RefusalAsync(services.GetRequiredService<SessionHub>()));
        Assert.True(services.GetRequiredService<ClientAuthentication>().AwaitsAuthenticator);
    }

    [Fact]
    public async Task Client_OfAGameWhoseAuthenticatorIsSeen_IsLetIn()
    {
        await using var game = await CoreFixture.StartAsync(static o => o.Settings["Mqant:Authentication:RequireAuthenticator"] = "true");

        Assert.False((await game.ConnectAsync()).IsClosed);
    }

    [Fact]
    public void Authenticator_WhoseSilosAreGone_IsStillAsked_OtherHooksAreNot()
    {
        var hooks = new HookCatalog(core.Grains, new UnreadableOffers(NullLogger<UnreadableOffers>.Instance));
        hooks.Update(Manifest.Of(Hook("first", HookGrainProperties.Authenticator), Hook("second", HookGrainProperties.Authenticator), Hook("greeter", HookGrainProperties.Connected)));
        Assert.Single(hooks.Connected);

        hooks.Update(Manifest.Of(Hook("second", HookGrainProperties.Authenticator), Hook("third", HookGrainProperties.Authenticator)));
        Assert.Equal(["first", "second", "third"], Types(hooks.Authenticators));

        hooks.Update(Manifest.Empty);
        Assert.Equal(["first", "second", "third"], Types(hooks.Authenticators));
        Assert.Empty(hooks.Connected);
    }

    private static (string, Dictionary<string, string>) Hook(string grainType, string property) => (grainType, new() { [property] = "true" });

    private static IEnumerable<string?> Types(IAuthenticator[] authenticators) => authenticators.Select(a => a.GetGrainId().Type.ToString());

    private static ValueTask<ClientSession> OpenAsync(SessionHub hub) =>
        hub.OpenAsync(new TestClient(), new SessionOpening { ClientId = "test" }, TestContext.Current.CancellationToken);

    private static async Task<SessionRefusal> RefusalAsync(SessionHub hub) =>
        (await Assert.ThrowsAsync<SessionRefusedException>(() => OpenAsync(hub).AsTask())).Refusal;
}
