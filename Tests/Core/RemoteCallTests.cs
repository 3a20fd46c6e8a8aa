using Microsoft.Extensions.Configuration;
using Mqant.Tests.Core.Modules;
using Orleans.Runtime;
using Orleans.Runtime.Placement;
using Orleans.TestingHost;
using Xunit;

namespace Mqant.Tests.Core;

/// <summary>Grains call each other typed, and do not know whether the other is in the same silo.</summary>
public sealed class RemoteCallTests : IAsyncLifetime
{
    private readonly TestCluster _cluster = new TestClusterBuilder(2).AddSiloBuilderConfigurator<Silo>().AddClientBuilderConfigurator<Client>().Build();

    public async ValueTask InitializeAsync() => await _cluster.DeployAsync();

    public async ValueTask DisposeAsync()
    {
        await _cluster.StopAllSilosAsync();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task TypedCall_ToAGrainInTheSameOrAnotherSilo_IsTheSameCall()
    {
        var silos = _cluster.Silos.Select(s => s.SiloAddress).ToArray();
        var caller = await PlaceAsync("caller", silos[0]);
        await PlaceAsync("near", silos[0]);
        await PlaceAsync("far", silos[1]);
        Assert.Equal(new Heard("near", "hello", silos[0].ToParsableString()), await caller.AskAsync(new Question("near", "hello")));
        Assert.Equal(new Heard("far", "hello", silos[1].ToParsableString()), await caller.AskAsync(new Question("far", "hello")));
    }

    private async Task<IRelay> PlaceAsync(string name, SiloAddress silo)
    {
        RequestContext.Set(IPlacementDirector.PlacementHintKey, silo);
        try
        {
            var grain = _cluster.GrainFactory.GetGrain<IRelay>(name);
            Assert.Equal(silo.ToParsableString(), (await grain.HearAsync(new Question("", ""))).Silo);
            return grain;
        }
        finally
        {
            RequestContext.Clear();
        }
    }

    private sealed class Silo : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            siloBuilder.AddMqant();
            siloBuilder.AddMemoryGrainStorageAsDefault();
        }
    }

    private sealed class Client : IClientBuilderConfigurator
    {
        public void Configure(IConfiguration configuration, IClientBuilder clientBuilder) => clientBuilder.Services.AddMqantCore();
    }
}
