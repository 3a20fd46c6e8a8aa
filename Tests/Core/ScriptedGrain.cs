using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Reflection;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Mqant.Gateway;
using Mqant.Gateway.Catalog;
using Mqant.Gateway.Dispatch;
using Mqant.Gateway.Hooks;
using Mqant.Gateway.Hub;
using Mqant.Gateway.Identity;
using Mqant.Gateway.Lanes;
using Mqant.Gateway.Limits;
using Mqant.Gateway.Push;
using Mqant.Gateway.Sessions;
using Mqant.Gateway.Telemetry;
using Orleans.Runtime;
using Xunit;

namespace Mqant.Tests.Core;

/// <summary>What a gateway calls, whatever the grain: it answers and fails as a test says.</summary>
/// <param name="answer">The answer to a call; the number counts the calls from 1.</param>
internal sealed class ScriptedGrain(Func<int, CallBatch, CancellationToken, ValueTask<ReplyBatch>> answer) : IModuleExtension
{
    private readonly ConcurrentQueue<CallBatch> _calls = new();

    /// <summary>The calls that came, each as the numbers of the requests in it.</summary>
    public IEnumerable<uint[]> Calls => _calls.Select(batch => Array.ConvertAll(batch.Calls, call => call.Number));

    /// <summary>Answers every request of a call with its number.</summary>
    public static ReplyBatch Number(CallBatch batch) => new() { Replies = Array.ConvertAll(batch.Calls, call => Reply($"{call.Number}")) };

    /// <summary>A reply with a result.</summary>
    public static HandlerReply Reply(string result) => new() { Result = Encoding.UTF8.GetBytes(result) };

    /// <summary>Finds a grain under every id.</summary>
    public static IGrainFactory FactoryOf(IAddressable grain)
    {
        var grains = DispatchProxy.Create<IGrainFactory, Factory>();
        ((Factory)grains).Grain = grain;
        return grains;
    }

    /// <summary>A session whose calls all go to this grain, on the time given.</summary>
    public async Task<TestClient> ConnectAsync(CoreFixture core, TimeProvider? time = null)
    {
        var services = core.Services;
        time ??= TimeProvider.System;
        var options = services.GetRequiredService<IOptions<GatewayOptions>>();
        var host = new SessionHost(
            services.GetRequiredService<SessionRegistry>(),
            services.GetRequiredService<Router>(),
            new CallDispatcher(
                FactoryOf(this), services.GetRequiredService<ReceivingLanes>(), PipeScheduler.Inline, options, time, services.GetRequiredService<LineLimiter>(), NullLogger<CallDispatcher>.Instance),
            services.GetRequiredService<WatcherNotifier>(),
            services.GetRequiredService<SessionUsers>(),
            services.GetRequiredService<ClientIds>(),
            services.GetRequiredService<SessionHooks>(),
            services.GetRequiredService<SessionExpiry>(),
            services.GetRequiredService<TokenRenewal>(),
            services.GetRequiredService<SessionDrain>(),
            services.GetRequiredService<PolicyFollower>(),
            services.GetRequiredService<RequestTracing>(),
            services.GetRequiredService<GatewayHooks>(),
            services.GetRequiredService<GatewayMetrics>(),
            services.GetRequiredService<ByteBudget>(),
            services.GetRequiredService<AddressBook>(),
            services.GetRequiredService<BudgetReports>(),
            services.GetRequiredService<LineLimiter>(),
            options,
            services.GetRequiredService<IOptions<AuthenticationOptions>>(),
            time,
            NullLogger<SessionHost>.Instance);
        var hub = new SessionHub(
            services.GetRequiredService<SessionRegistry>(),
            services.GetRequiredService<ModuleCatalog>(),
            services.GetRequiredService<LaneReceiver>(),
            services.GetRequiredService<ClientAuthentication>(),
            services.GetRequiredService<SessionExpiry>(),
            services.GetRequiredService<ClientIds>(),
            services.GetRequiredService<SessionDrain>(),
            services.GetRequiredService<PolicyFollower>(),
            host,
            services.GetRequiredService<INamePolicy>());
        var client = new TestClient();
        client.Session = await hub.OpenAsync(client, new SessionOpening { ClientId = "scripted" }, TestContext.Current.CancellationToken);
        return client;
    }

    public ValueTask<ReplyBatch> InvokeAsync(CallBatch batch, CancellationToken cancellationToken)
    {
        _calls.Enqueue(batch);
        return answer(_calls.Count, batch, cancellationToken);
    }

    public ValueTask<ReplyBatch> InvokePlainAsync(CallBatch batch) => InvokeAsync(batch, CancellationToken.None);

    public ValueTask<ReplyBatch> InvokeReadOnlyAsync(CallBatch batch, CancellationToken cancellationToken) => InvokeAsync(batch, cancellationToken);

    public ValueTask<ReplyBatch> InvokeInterleavingAsync(CallBatch batch, CancellationToken cancellationToken) => InvokeAsync(batch, cancellationToken);

    public ValueTask<GatheredReplies> InvokeGatheredAsync(GatheredCalls calls) => throw new NotSupportedException();

    /// <inheritdoc cref="FactoryOf"/>
    public class Factory : DispatchProxy
    {
        internal IAddressable Grain { get; set; } = null!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Grain;
    }
}
