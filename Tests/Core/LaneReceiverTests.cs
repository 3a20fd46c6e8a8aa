using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Mqant.Gateway.Calls;
using Mqant.Gateway.Groups;
using Mqant.Gateway.Lanes;
using Mqant.Gateway.Push;
using Mqant.Gateway.Sessions;
using Orleans.Runtime;
using Xunit;

namespace Mqant.Tests.Core;

/// <summary>What fails at the gateway costs nobody else anything.</summary>
public sealed class LaneReceiverTests(CoreFixture core)
{
    private LaneReceiver Receiver => core.Receiver;

    [Fact]
    public async Task ItemThatFails_IsSkipped_TheOthersAreDelivered()
    {
        var client = await core.ConnectAsync();
        var broken = new PushItem { Topic = "for nobody", Payload = default(ReadOnlyMemory<byte>), Sessions = default(ReadOnlyMemory<byte>), Confirm = true };

        var ack = Receiver.Deliver(Batch(3, Push("first", client), broken, Push("last", client)));

        Assert.Equal(3, ack.Read);
        Assert.Equal("first", (await client.NextAsync()).Topic);
        Assert.Equal("last", (await client.NextAsync()).Topic);
    }

    [Theory]
    [InlineData("push")]
    [InlineData("broadcast")]
    public async Task MessageThatAProtocolCannotEncode_ReachesTheOthers_AndEndsNoConnection(string kind)
    {
        await using var own = await CoreFixture.StartAsync();
        var failing = await own.ConnectAsync();
        var other = await own.ConnectAsync();
        failing.OnPush = static message => Assert.Empty(message.GetEncoded(Unable.Instance));

        var ack = own.Receiver.Deliver(Batch(1, kind == "push" ? Push("t", failing, other) : new BroadcastItem { Topic = "t", Payload = default(ReadOnlyMemory<byte>) }));

        Assert.Equal(1, ack.Read);
        Assert.Equal("t", (await other.NextAsync()).Topic);
        Assert.Equal("t", (await failing.NextAsync()).Topic);
        Assert.False(failing.IsClosed);
    }

    [Fact]
    public async Task ConnectionThatFailsToClose_TheSessionsOfAGatewayThatWasGivenUpEndAllTheSame()
    {
        await using var own = await CoreFixture.StartAsync();
        TestClient[] clients = [await own.ConnectAsync(), await own.ConnectAsync(), await own.ConnectAsync()];
        foreach (var client in clients)
        {
            client.OnClose = static () => throw new InvalidOperationException("It does not close.");
        }

        own.Registry.EndAll(own.Receiver.Address!);

        Assert.Empty(own.Registry.All);
    }

    [Fact]
    public async Task ConnectionThatFailsToClose_ItsSessionEndsWhenItIsKicked()
    {
        var client = await core.ConnectAsync();
        client.OnClose = static () => throw new InvalidOperationException("It does not close.");

        Receiver.Deliver(Batch(1, new CloseItem { SessionId = client.Session.Number, Epoch = 0, Reason = SessionEndReason.Kicked, Kick = "rude" }));

        Assert.DoesNotContain(client.Session, core.Registry.All);
    }

    [Fact]
    public async Task BatchThatIsSentAgain_InWholeOrInPart_IsDeliveredOnce()
    {
        var client = await core.ConnectAsync();
        var batch = Batch(4, Push("1", client), Push("2", client), Push("3", client), Push("4", client));

        Receiver.Deliver(batch.First(2));
        Receiver.Deliver(batch);
        Receiver.Deliver(batch.After(3));
        Assert.Equal(4, Receiver.Deliver(batch.First(2)).Read);
        Assert.Equal(4, Receiver.Deliver(new LaneBatch { Lane = batch.Lane, Last = 1, Items = [] }).Read);
        Assert.Equal(4, Receiver.Deliver(batch).Read);

        foreach (var topic in new[] { "1", "2", "3", "4" })
        {
            Assert.Equal(topic, (await client.NextAsync()).Topic);
        }

        Assert.False(client.HasReceived);
    }

    [Fact]
    public async Task BatchWithoutItems_SaysThatNothingIsMissingUpToItsPosition()
    {
        var lane = Guid.NewGuid();
        var read = core.Services.GetRequiredService<ReceivingLanes>().WhenReadAsync(lane, 5);

        var ack = Receiver.Deliver(new LaneBatch { Lane = lane, Last = 5, Items = [] });

        Assert.Equal(5, ack.Read);
        await read.WithinDeadline("the lane to be read");
    }

    [Fact]
    public async Task WatchOfASessionThatIsGone_IsReported_ThoughNobodyHearsTheAcknowledgement()
    {
        var watcher = (Watcher)(object)DispatchProxy.Create<ISessionWatchExtension, Watcher>();
        var services = core.Services;
        var receiver = new LaneReceiver(
            services.GetRequiredService<SessionRegistry>(),
            services.GetRequiredService<GroupRegistry>(),
            new WatcherNotifier(ScriptedGrain.FactoryOf((IAddressable)(object)watcher), services.GetRequiredService<BackgroundCalls>()),
            services.GetRequiredService<ReceivingLanes>(),
            services.GetRequiredService<DroppedItems>(),
            services.GetRequiredService<SessionQueries>(),
            TimeProvider.System) { Address = Receiver.Address };

        receiver.Deliver(Batch(1, new WatchItem { SessionId = long.MaxValue, Epoch = 0, Watcher = GrainId.Create("watcher", "1"), On = true }));

        var (session, reason) = await watcher.Told.WithinDeadline("the grain to be told");
        Assert.Equal((new SessionRef(Receiver.Address!, long.MaxValue, 0), SessionEndReason.ConnectionLost), (session, reason));
    }

    private static LaneBatch Batch(long last, params LaneItem[] items) => new() { Lane = Guid.NewGuid(), Last = last, Items = items };

    private static PushItem Push(string topic, params TestClient[] clients) => new() { Topic = topic, Payload = default(ReadOnlyMemory<byte>), Sessions = Pack(clients) };

    private static ReadOnlyMemory<byte> Pack(params TestClient[] clients) => SessionAddress.Pack([.. clients.Select(c => c.Session.Snapshot.Ref.Address)]);

    /// <summary>A grain that watches; no class of a grain, or silos would host it.</summary>
    public class Watcher : DispatchProxy
    {
        private readonly TaskCompletionSource<(SessionRef, SessionEndReason)> _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Task<(SessionRef Session, SessionEndReason Reason)> Told => _told.Task;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            _told.TrySetResult(((SessionRef)args![0]!, (SessionEndReason)args[1]!));
            return Task.CompletedTask;
        }
    }

    private sealed class Unable : WireFormat
    {
        public static readonly Unable Instance = new();

        public override byte[] Encode(OutboundMessage message) => throw new NotSupportedException("This cannot be said.");
    }
}
