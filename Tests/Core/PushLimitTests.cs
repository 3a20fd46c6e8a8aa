using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Mqant.Tests.Core;

public sealed class PushLimitTests(CoreFixture core)
{
    private const int Limit = 1 << 20;

    [Fact]
    public async Task MessageLargerThanClientsMayReceive_IsRefusedWhereItIsSent_WithSizeAndLimit()
    {
        const string topic = "ab";
        var payload = new RawPayload(new byte[Limit - 1]);
        var client = await core.ConnectAsync();
        var session = client.Session.Snapshot.Ref;
        Func<Task>[] sends =
        [
            () => { core.Sessions.Send(session, topic, payload); return Task.CompletedTask; },
            () => { core.Sessions.Send([session], topic, payload); return Task.CompletedTask; },
            () => core.Sessions.SendAcknowledgedAsync(session, topic, payload),
            () => core.Sessions.BroadcastAsync(topic, payload),
            () => core.Users.SendAsync("somebody", topic, payload),
            () => core.Users.SendAsync(["somebody"], topic, payload),
            () => core.Groups.Get("large").PublishAsync(topic, payload),
        ];
        foreach (var send in sends)
        {
            var refused = await Assert.ThrowsAsync<MessageTooLargeException>(send);
            Assert.Equal($"The message on topic 'ab' has {Limit + 1} bytes with its topic. At most {Limit} are allowed (Mqant:Push:MaxMessageSize).", refused.Message);
        }

        core.Sessions.Send(session, "a", payload);
        Assert.Equal("a", (await client.NextAsync()).Topic);
    }

    [Fact]
    public void Topic_CountsInBytes_AndHasALimitOfItsOwn()
    {
        var encoder = new PushEncoder(Options.Create(new PushOptions { MaxMessageSize = 100_000 }));
        Assert.Equal(3, encoder.Encode(new string('家', 21_845), new RawPayload(new byte[3])).Length);
        Assert.Contains("65538", Assert.Throws<ArgumentException>(() => encoder.Encode(new string('家', 21_846), 1)).Message, StringComparison.Ordinal);
        Assert.Equal(99_997, encoder.Encode("家", new RawPayload(new byte[99_997])).Length);
        Assert.Throws<MessageTooLargeException>(() => encoder.Encode("家", new RawPayload(new byte[99_998])));
        Assert.Throws<ArgumentException>(() => encoder.Encode("", 1));
    }

    [Fact]
    public async Task Flush_OfALaneWhoseGatewayIsSilent_EndsAllTheSame()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var own = await CoreFixture.StartAsync(o => o.Time = time);
        var gateway = LaneUnderTest.CreateGateway(_ => new TaskCompletionSource<LaneAck>().Task);
        var session = new SessionRef(new GatewayAddress(gateway.Observer, silo: null), 1, 0);
        own.Sessions.Send(session, "t", 1);

        var flushed = own.Sessions.FlushAsync(session);
        Assert.False(flushed.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(2));

        await flushed.WithinDeadline("the end of patience");
        Assert.False(own.Lanes.Get(session.Gateway).IsDead);
    }
}
