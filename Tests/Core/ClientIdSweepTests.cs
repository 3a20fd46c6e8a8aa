using Microsoft.Extensions.Time.Testing;
using Mqant.Tests.Rooms;
using Xunit;

namespace Mqant.Tests.Core;

public sealed class ClientIdSweepTests
{
    [Fact]
    public async Task ClientId_OfALostGateway_IsGivenBack_AndThatOfALivingOneIsNot()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var core = await CoreFixture.StartAsync(o => o.Time = time);
        var lost = new CapturingGateway(core.Grains);
        var client = await core.ConnectAsync();
        var (held, left) = (ClientIdHash.Of("test", "", "held"), ClientIdHash.Of("test", "", "left"));
        foreach (var (id, session) in new[] { (held, client.Session.Snapshot.Ref), (left, lost.CreateSession(1).Ref) })
        {
            await core.Grains.GetClientIds(id.Shard).ClaimAsync([new(id, session)]);
        }

        time.Advance(ClientIdGrain.SweepEvery);

        // Who has an id keeps it against one that is restored.
        var restored = await core.ConnectAsync();
        var other = await core.ConnectAsync();
        await core.Grains.GetClientIds(left.Shard).RestoreAsync([new(left, other.Session.Snapshot.Ref)]);
        await core.Grains.GetClientIds(held.Shard).RestoreAsync([new(held, restored.Session.Snapshot.Ref)]);
        Assert.Equal(SessionEndReason.TakenOver, await restored.Closed);
        Assert.False(other.IsClosed);
        Assert.False(client.IsClosed);
        GC.KeepAlive(lost);
    }
}
