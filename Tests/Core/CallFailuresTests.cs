using System.Reflection;
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Mqant.Gateway;
using Mqant.Tests.Core.Modules;
using Mqant.Tests.Infrastructure;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Runtime.Messaging;
using Orleans.TestingHost;
using Xunit;

namespace Mqant.Tests.Core;

/// <summary>
/// What is known of Orleans' exceptions by their types and texts, checked with Orleans itself: each failure is provoked for a gateway that is a silo and for one that is a client.
/// A version of Orleans that says it differently fails here.
/// </summary>
public sealed class CallFailuresTests : IAsyncLifetime
{
    private const int QueueLimit = 4;

    // The client's calls go through the first silo, whichever silo a grain is in.
    private readonly TestCluster _cluster = Build(gatewayPerSilo: false);

    public async ValueTask InitializeAsync() => await _cluster.DeployAsync();

    public async ValueTask DisposeAsync()
    {
        // Calls hang in them, for whose end a silo that stops waits 30 s.
        foreach (var silo in _cluster.Silos.Reverse().ToArray())
        {
            await _cluster.KillSiloAsync(silo, CancellationToken.None);
        }

        await _cluster.DisposeAsync();
    }

    [Theory]
    [InlineData(GatewayJoin.Silo)]
    [InlineData(GatewayJoin.Client)]
    public async Task Call_OfAGrainThatNoSiloHosts_IsTheClustersState(GatewayJoin join)
    {
        var failure = await FailAsync<OrleansException>(Grains(join).GetGrain<IGateKeeper>(GrainId.Create("nobody", "1")).WhenWaitedForAsync());
        Check(failure, isNotStarted: false, GameErrors.ServiceUnavailable);
    }

    [Theory]
    [InlineData(GatewayJoin.Silo)]
    [InlineData(GatewayJoin.Client)]
    public async Task Call_WhoseSiloIsNoMember_IsKnownNotToHaveStarted(GatewayJoin join)
    {
        var unknown = SiloAddress.New(IPAddress.Loopback, FreePort.Next(), 1);
        Check(await FailAsync<SiloUnavailableException>(At(Grains(join), unknown).WhenWaitedForAsync()), isNotStarted: true, GameErrors.ServiceUnavailable);
    }

    [Fact]
    public async Task Call_WhoseGrainIsNotPlacedInTime_IsKnownNotToHaveStarted()
    {
        var failure = await FailAsync<TimeoutException>(Grains(GatewayJoin.Silo).GetGrain<IGateKeeper>(OnNamedSiloAttribute.Nowhere).WhenWaitedForAsync());
        Check(failure, isNotStarted: true, GameErrors.DeadlineExceeded);
    }

    [Theory]
    [InlineData(GatewayJoin.Silo)]
    [InlineData(GatewayJoin.Client)]
    public async Task Call_OfAGrainThatTooManyWaitFor_IsKnownNotToHaveStarted(GatewayJoin join)
    {
        using var cancellation = new CancellationTokenSource();
        var keeper = Grains(join).GetGrain<IGateKeeper>("many");
        var waiting = Enumerable.Range(0, 2 * QueueLimit).Select(_ => keeper.WaitAsync(cancellation.Token)).ToList();
        Check(await FailAsync<LimitExceededException>(await Task.WhenAny(waiting)), isNotStarted: true, GameErrors.ServiceUnavailable);
        await cancellation.CancelAsync();
    }

    [Theory]
    [InlineData(GatewayJoin.Silo)]
    [InlineData(GatewayJoin.Client)]
    public async Task Call_WhenTheSilosAreOverloaded_IsKnownNotToHaveStarted(GatewayJoin join)
    {
        foreach (var silo in _cluster.Silos)
        {
            _cluster.GetSiloServiceProvider(silo.SiloAddress).GetRequiredService<IOptions<LoadSheddingOptions>>().Value.MemoryThreshold = 0;
        }

        var overloaded = await UntilItFailsAsync(i => Grains(join).GetGrain<IBusyGateKeeper>($"{i}").AskAsync());
        Assert.True(overloaded is SiloUnavailableException || (join == GatewayJoin.Client && overloaded is GatewayTooBusyException), overloaded.ToString());
        Check(overloaded, isNotStarted: true, GameErrors.ServiceUnavailable);
    }

    [Theory]
    [InlineData(GatewayJoin.Silo)]
    [InlineData(GatewayJoin.Client)]
    public async Task Call_PlacedByASiloThatStops_IsKnownNotToHaveStarted(GatewayJoin join)
    {
        var placement = First.GetServices<ILifecycleParticipant<ISiloLifecycle>>().Single(participant => participant.GetType().Name == "PlacementService");
        var lifecycle = new CapturedLifecycle();
        placement.Participate(lifecycle);
        await lifecycle.Observer!.OnStop(TestContext.Current.CancellationToken);

        Check(
            await FailAsync<SiloUnavailableException>(Grains(join).GetGrain<IGateKeeper>("new").WhenWaitedForAsync()), isNotStarted: true, GameErrors.ServiceUnavailable);
    }

    [Theory]
    [InlineData(GatewayJoin.Silo)]
    [InlineData(GatewayJoin.Client)]
    public async Task Call_ThatTakesTooLongOrIsCancelled_IsKnownAsSuch(GatewayJoin join)
    {
        var grains = Grains(join);
        Check(await FailAsync<TimeoutException>(grains.GetGrain<IGateKeeper>("slow").WaitShortlyAsync()), isNotStarted: false, GameErrors.DeadlineExceeded);

        // A gateway that cancels calls at their limit says itself that this was it.
        using var cancellation = new CancellationTokenSource();
        var keeper = grains.GetGrain<IGateKeeper>("cancelled");
        var call = keeper.WaitAsync(cancellation.Token);
        await keeper.WhenWaitedForAsync();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Theory]
    [InlineData(GatewayJoin.Silo)]
    [InlineData(GatewayJoin.Client)]
    public async Task Call_InFlightWhenItsSiloDies_MayHaveStarted_AndLaterOnesHaveNot(GatewayJoin join)
    {
        var doomed = _cluster.SecondarySilos[0];
        var keeper = At(Grains(join), doomed.SiloAddress);
        var call = keeper.WaitAsync(TestContext.Current.CancellationToken);
        await keeper.WhenWaitedForAsync();

        await _cluster.KillSiloAsync(doomed, TestContext.Current.CancellationToken);

        if (join == GatewayJoin.Silo)
        {
            Check(await FailAsync<SiloUnavailableException>(call), isNotStarted: false, GameErrors.ServiceUnavailable);
        }
        else
        {
            // Nobody tells a client.
            Check(await FailAsync<TimeoutException>(call), isNotStarted: false, GameErrors.DeadlineExceeded);
        }

        // Once it is known to be dead, and no connection to it is left, nothing is sent to it. What goes over one that is left is lost: Orleans closes it 10 s after the death.
        var membership = First.GetRequiredService<ISiloStatusOracle>();
        await Until.TrueAsync(() => membership.IsDeadSilo(doomed.SiloAddress) && !HasConnection(doomed.SiloAddress));

        Check(await FailAsync<SiloUnavailableException>(keeper.WhenWaitedForAsync()), isNotStarted: true, GameErrors.ServiceUnavailable);
    }

    [Fact]
    public async Task Call_OfAClientThatLostTheCluster_IsKnownNotToHaveStarted()
    {
        await using var cluster = Build(gatewayPerSilo: true);
        await cluster.DeployAsync(TestContext.Current.CancellationToken);
        await cluster.KillSiloAsync(cluster.SecondarySilos[0], TestContext.Current.CancellationToken);
        await cluster.KillSiloAsync(cluster.Primary!, TestContext.Current.CancellationToken);

        // What was on its way over the last connection is lost.
        Exception failure;
        do
        {
            failure = await FailAsync(cluster.Client.GetGrain<IGateKeeper>("lost").WhenWaitedForAsync());
        }
        while (failure is TimeoutException);

        Assert.True(failure is ConnectionFailedException || failure.GetType() == typeof(OrleansMessageRejectionException), $"{failure}");
        Check(failure, isNotStarted: true, GameErrors.ServiceUnavailable);
    }

    [Fact]
    public async Task Call_InFlightWhenItsClientStops_MayHaveStarted()
    {
        var keeper = _cluster.Client.GetGrain<IGateKeeper>("stopping");
        var call = keeper.WaitAsync(TestContext.Current.CancellationToken);
        await keeper.WhenWaitedForAsync();

        await _cluster.StopClusterClientAsync(TestContext.Current.CancellationToken);

        Check(await FailAsync<SiloUnavailableException>(call), isNotStarted: false, GameErrors.ServiceUnavailable);
    }

    private static TestCluster Build(bool gatewayPerSilo)
    {
        var builder = new TestClusterBuilder(2);
        builder.Options.GatewayPerSilo = gatewayPerSilo;
        builder.Options.ConnectionTransport = ConnectionTransportType.TcpSocket;
        return builder.AddSiloBuilderConfigurator<Silo>().AddClientBuilderConfigurator<Client>().Build();
    }

    private static void Check(Exception exception, bool isNotStarted, string error)
    {
        Assert.True(isNotStarted == CallFailures.ProvesNotStarted(exception), $"{exception}");
        Assert.True(error == CallFailures.Explain(exception), $"{exception}");
        Assert.True(error == CallFailures.ExplainInHandler(exception), $"{exception}");
    }

    private static IGateKeeper At(IGrainFactory grains, SiloAddress silo) => grains.GetGrain<IGateKeeper>(silo.ToParsableString());

    private static async Task<TException> FailAsync<TException>(Task call)
        where TException : Exception => Assert.IsType<TException>(await FailAsync(call));

    private static async Task<Exception> FailAsync(Task call)
    {
        await call.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Assert.True(call.IsFaulted || call.IsCanceled, "the call succeeded");
        return await Record.ExceptionAsync(() => call) ?? throw new InvalidOperationException();
    }

    private static async Task<Exception> UntilItFailsAsync(Func<int, Task> call)
    {
        using var deadline = new CancellationTokenSource(Deadline.Limit);
        for (var i = 0; ; i++)
        {
            deadline.Token.ThrowIfCancellationRequested();
            if (await Record.ExceptionAsync(() => call(i)) is { } exception)
            {
                return exception;
            }
        }
    }

    private bool HasConnection(SiloAddress silo)
    {
        var type = Assembly.Load("Orleans.Core").GetType("Orleans.Runtime.Messaging.ConnectionManager", throwOnError: true)!;
        return (bool)type.GetMethod("TryGetConnection")!.Invoke(First.GetRequiredService(type), [silo, null])!;
    }

    private IServiceProvider First => _cluster.GetSiloServiceProvider(_cluster.Primary!.SiloAddress);

    private IGrainFactory Grains(GatewayJoin join) => join == GatewayJoin.Silo ? First.GetRequiredService<IGrainFactory>() : _cluster.Client;

    /// <summary>Keeps what wants to be told of a silo's stop.</summary>
    private sealed class CapturedLifecycle : ISiloLifecycle
    {
        public ILifecycleObserver? Observer { get; private set; }

        public int HighestCompletedStage => 0;

        public int LowestStoppedStage => 0;

        public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer)
        {
            Observer = observer;
            return new CancellationTokenSource();
        }
    }

    private sealed class Silo : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            siloBuilder.Services.AddMqantCore();
            siloBuilder.AddPlacementDirector<OnNamedSiloAttribute.Strategy, OnNamedSiloAttribute.Director>();
            siloBuilder.Configure<SiloMessagingOptions>(o =>
                (o.MaxEnqueuedRequestsHardLimit, o.PlacementTimeout, o.PlacementMaxRetries) = (QueueLimit, TimeSpan.FromSeconds(1), 0));

            // A busy machine notices a death late: its calls must not end for another reason before.
            siloBuilder.Configure<SiloMessagingOptions>(o => o.ResponseTimeout = Deadline.Limit);
            siloBuilder.Configure<GrainCollectionOptions>(o => o.DeactivationTimeout = TimeSpan.FromSeconds(1));
            siloBuilder.Configure<LoadSheddingOptions>(o => (o.LoadSheddingEnabled, o.CpuThreshold, o.MemoryThreshold) = (true, 100, 100));
            siloBuilder.Configure<ClusterMembershipOptions>(o =>
            {
                o.ProbeTimeout = TimeSpan.FromMilliseconds(500);
                o.NumMissedProbesLimit = 2;
                o.NumVotesForDeathDeclaration = 1;
            });
        }
    }

    private sealed class Client : IClientBuilderConfigurator
    {
        public void Configure(IConfiguration configuration, IClientBuilder clientBuilder)
        {
            clientBuilder.Services.AddMqantCore();
            clientBuilder.Configure<ClientMessagingOptions>(o => o.ResponseTimeout = TimeSpan.FromSeconds(5));
        }
    }
}
