using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Mqant.Tests.Infrastructure;
using Mqant.Tests.Rooms;
using Orleans.Runtime;
using Orleans.Storage;
using Xunit;

namespace Mqant.Tests.Core;

/// <summary>Who counts as gone, and who must not. Time is fake; each test has a game of its own.</summary>
public sealed class GatewayDirectoryTests : IAsyncLifetime
{
    private static readonly TimeSpan Look = GatewayDirectoryGrain.RenewEvery;

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly List<object> _observers = [];
    private CoreFixture _core = null!;

    private IGatewayDirectoryGrain Directory => _core.Grains.GetGrain<IGatewayDirectoryGrain>(1);

    private HeldStorage Storage => (HeldStorage)_core.Services.GetRequiredKeyedService<IGrainStorage>(MqantStorage.Gateways);

    public async ValueTask InitializeAsync() => _core = await CoreFixture.StartAsync(o =>
    {
        o.Time = _time;
        o.ConfigureServices(services => services.AddKeyedSingleton<IGrainStorage>(
            MqantStorage.Gateways,
            (provider, _) => new HeldStorage(ActivatorUtilities.CreateInstance<EmbeddedStorage>(provider))));
    });

    public async ValueTask DisposeAsync()
    {
        Storage.Release();

        // A silo that stops waits for calls in flight.
        foreach (var silent in _observers.OfType<SilentGateway>())
        {
            silent.Answer();
        }

        await _core.DisposeAsync();
    }

    [Fact]
    public async Task Gateway_SilentForAWholeLease_IsGivenUpForGood_AlsoByTheNextDirectory()
    {
        var gateway = Silent();
        var stored = await StoredAsync(gateway);

        await LookAsync(GatewayDirectoryGrain.Lease);
        Assert.Empty(await Directory.FindLostAsync([gateway]));
        await LookAsync(1);

        Assert.Equal([gateway], await Directory.FindLostAsync([gateway]));
        Assert.Empty(await Directory.GetAsync());
        Assert.True((await Directory.RenewAsync(gateway, stored)).IsGivenUp);
        await _core.DeactivateAsync(Directory);
        Assert.True((await Directory.RenewAsync(gateway, stored)).IsGivenUp);
        Assert.False((await Directory.RenewAsync(Silent(), default)).IsGivenUp);
    }

    [Fact]
    public async Task Gateway_ThatRenewsOrAnswersWhenAsked_IsNotGivenUp()
    {
        var renews = Silent();
        var answering = new CapturingGateway(_core.Grains);
        _observers.Add(answering);
        var answers = answering.CreateSession(1).Ref.Gateway;
        await StoredAsync(renews);
        await StoredAsync(answers);

        for (var i = 0; i < 3 * GatewayDirectoryGrain.Lease; i++)
        {
            await LookAsync(1);
            if (i % 3 == 2)
            {
                // It was heard of in the first look, and is asked in the third after each time.
                await answering.NextPingAsync();
            }

            await Directory.RenewAsync(renews, default);
        }

        Assert.Empty(await Directory.FindLostAsync([renews, answers]));
    }

    [Fact]
    public async Task Directory_ThatStoodStill_GivesNobodyUp()
    {
        var gateway = Silent();
        await StoredAsync(gateway);
        await LookAsync(GatewayDirectoryGrain.Lease);

        // Longer than any lease, at one stroke.
        await _core.DeactivateAsync(Directory);
        await Directory.GetAsync();
        await LookAsync(1);
        _time.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal([gateway], await Directory.GetAsync());
    }

    [Fact]
    public async Task NextDirectory_KnowsTheGateways_AndGivesEachAWholeNewLease()
    {
        var gateway = Silent();
        var stored = await StoredAsync(gateway);
        await LookAsync(GatewayDirectoryGrain.Lease);

        await _core.DeactivateAsync(Directory);

        Assert.Equal([gateway], await Directory.GetAsync());
        await LookAsync(GatewayDirectoryGrain.Lease - 1);
        Assert.Empty(await Directory.FindLostAsync([gateway, Silent()]));
        var answer = await Directory.RenewAsync(gateway, stored);
        Assert.Equal(new LeaseAnswer(IsGivenUp: false, stored), answer);
    }

    [Fact]
    public async Task Storage_ThatStandsStill_KeepsNobodyFromRenewing_NorADeadGatewayFromBeingNoticed()
    {
        var dead = Silent();
        var lives = Silent();
        await StoredAsync(dead);
        var stored = await StoredAsync(lives);
        Storage.Hold();

        var newcomer = Silent();
        Assert.Equal(default, (await Directory.RenewAsync(newcomer, default).WithinDeadline("a renewal")).StoredIn);
        await _core.UntilAsync(async () =>
        {
            await LookAsync(1);
            Assert.False((await Directory.RenewAsync(lives, stored).WithinDeadline("a renewal")).IsGivenUp);
            Assert.False((await Directory.RenewAsync(newcomer, default)).IsGivenUp);
            return (await Directory.FindLostAsync([dead, lives, newcomer])).Length > 0;
        });

        Assert.Equal([dead], await Directory.FindLostAsync([dead, lives, newcomer]));
        Storage.Release();
        await _core.UntilAsync(async () => (await Directory.RenewAsync(newcomer, default)).StoredIn == stored);
    }

    [Fact]
    public async Task Gateway_ThatWasNotStoredYet_IsAcceptedByTheNextDirectory()
    {
        var stored = await StoredAsync(Silent());
        await _core.DeactivateAsync(Directory);
        await WriteAsync(stored, []);

        Assert.False((await Directory.RenewAsync(Silent(), default)).IsGivenUp);
    }

    [Fact]
    public async Task Gateway_WhoseStorageWasLost_IsAcceptedByTheNextDirectory()
    {
        var gateway = Silent();
        var stored = await StoredAsync(gateway);
        await _core.DeactivateAsync(Directory);
        await ClearAsync();

        var answer = await Directory.RenewAsync(gateway, stored);
        Assert.False(answer.IsGivenUp);
        Assert.NotEqual(stored, answer.StoredIn);
    }

    [Fact]
    public async Task Gateway_ThatAnotherActivationStored_IsNotForgotten()
    {
        var stored = await StoredAsync(Silent());
        var other = Silent();
        await WriteAsync(stored, [other]);

        await Directory.RenewAsync(Silent(), default);

        await _core.UntilAsync(async () => (await Directory.GetAsync()).Length == 3);
        Assert.Equal(new LeaseAnswer(IsGivenUp: false, stored), await Directory.RenewAsync(other, stored));
    }

    [Fact]
    public async Task Member_LivesByMembershipAlone()
    {
        var silo = _core.Services.GetRequiredService<ILocalSiloDetails>().SiloAddress;
        var member = Silent(silo);
        var stranger = Silent(SiloAddress.New(silo.Endpoint.Address, 1, int.MaxValue));
        var stored = await StoredAsync(member);
        await StoredAsync(stranger);

        await LookAsync(2 * GatewayDirectoryGrain.Lease);

        Assert.Equal([stranger], await Directory.FindLostAsync([member, stranger]));
        Assert.Equal([member], await Directory.GetAsync());
        await _core.DeactivateAsync(Directory);
        await WriteAsync(stored, []);
        Assert.False((await Directory.RenewAsync(member, stored)).IsGivenUp);
    }

    [Fact]
    public async Task Gateway_ThatEnded_IsNotBroughtBackByARenewalOnItsWay()
    {
        var gateway = Silent();
        await StoredAsync(gateway);
        await Directory.RemoveAsync(gateway);

        await Directory.RenewAsync(gateway, default);

        Assert.Empty(await Directory.GetAsync());
    }

    private GatewayAddress Silent(SiloAddress? silo = null)
    {
        var gateway = new SilentGateway(_core.Grains);
        _observers.Add(gateway);
        return new GatewayAddress(gateway.Address.Observer, silo);
    }

    private async Task<Guid> StoredAsync(GatewayAddress gateway)
    {
        LeaseAnswer answer = default;
        await _core.UntilAsync(async () =>
        {
            answer = await Directory.RenewAsync(gateway, default);
            Assert.False(answer.IsGivenUp);
            return answer.StoredIn != default;
        });
        return answer.StoredIn;
    }

    // A look has been when an answer that was asked for after it is there.
    private async Task LookAsync(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _time.Advance(Look);
            await Directory.GetAsync();
        }
    }

    private async Task WriteAsync(Guid id, HashSet<GatewayAddress> gateways)
    {
        var record = new GrainState<StoredGateways>(new StoredGateways());
        await Storage.ReadStateAsync("directory", Directory.GetGrainId(), record);
        record.State = new StoredGateways { Id = id, Gateways = gateways };
        await Storage.WriteStateAsync("directory", Directory.GetGrainId(), record);
    }

    private async Task ClearAsync()
    {
        var record = new GrainState<StoredGateways>(new StoredGateways());
        await Storage.ReadStateAsync("directory", Directory.GetGrainId(), record);
        await Storage.ClearStateAsync("directory", Directory.GetGrainId(), record);
    }
}
