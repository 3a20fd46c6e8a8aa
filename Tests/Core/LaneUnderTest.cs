using System.Diagnostics.Metrics;
using System.Net;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Mqant.Tests.Infrastructure;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Mqant.Tests.Core;

/// <summary>Lanes of their own - with their time, metrics and log - to gateways that answer as the test says.</summary>
internal sealed class LaneUnderTest : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly CounterFamily _dropped;
    private readonly Membership _membership;

    public LaneUnderTest(Func<LaneBatch, Task<LaneAck>> deliver)
    {
        var metrics = new MqantMetrics(_services.GetRequiredService<IMeterFactory>(), Time);
        _dropped = metrics.LaneDrops;
        var logs = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(Log));
        var oracle = DispatchProxy.Create<ISiloStatusOracle, Membership>();
        _membership = (Membership)(object)oracle;
        Lanes = new PushLanes(
            DispatchProxy.Create<IGrainFactory, NoGrains>(),
            oracle,
            new DroppedItems(metrics, logs.CreateLogger<DroppedItems>()),
            metrics,
            Options.Create(new SiloMessagingOptions()),
            Time,
            new LineLimiter(Time, [Log]),
            logs.CreateLogger<PushLanes>());
        Lane = Lanes.Get(CreateGateway(deliver));
    }

    public TimeOfTimers Time { get; } = new();

    public CapturedLog Log { get; } = new();

    public PushLanes Lanes { get; }

    public PushLane Lane { get; }

    /// <summary>Dropped items by reason.</summary>
    public IReadOnlyDictionary<string, long> Dropped => _dropped.Read().Where(static dropped => dropped.Value > 0).ToDictionary(static dropped => (string)dropped.Tags[0].Value!, static dropped => dropped.Value);

    public static GatewayAddress CreateGateway(Func<LaneBatch, Task<LaneAck>> deliver) =>
        new(new ScriptedGateway(deliver), SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 1), 1));

    /// <summary>Has membership say of every gateway that it is dead.</summary>
    public void EndGateways() => _membership.AllDead = true;

    public void Dispose()
    {
        _services.Dispose();
    }

    private class NoGrains : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => throw new NotSupportedException("No grain can be told.");
    }

    private class Membership : DispatchProxy
    {
        public volatile bool AllDead;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => AllDead;
    }
}
