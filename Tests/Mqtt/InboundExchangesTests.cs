using Mqant.Gateway.Mqtt;
using Xunit;

namespace Mqant.Tests.Mqtt;

public sealed class InboundExchangesTests
{
    [Fact]
    public void ExactlyOnce_IsHandledOnce_UntilItIsReleased()
    {
        var exchanges = new InboundExchanges(10);

        Assert.Equal(Arrival.New, exchanges.BeginExactlyOnce(1));
        Assert.Equal(Arrival.InProgress, exchanges.BeginExactlyOnce(1));
        Assert.False(exchanges.TryRelease(1));
        exchanges.EndExactlyOnce(1, last: false);
        Assert.Equal(Arrival.Handled, exchanges.BeginExactlyOnce(1));
        Assert.True(exchanges.TryRelease(1));
        Assert.False(exchanges.TryRelease(1));
        Assert.Equal(Arrival.New, exchanges.BeginExactlyOnce(1));
    }

    [Fact]
    public void ExactlyOnce_Failed_IsNotWaitingForItsRelease()
    {
        var exchanges = new InboundExchanges(1);
        exchanges.BeginExactlyOnce(1);
        exchanges.EndExactlyOnce(1, last: true);

        Assert.Equal(Arrival.New, exchanges.BeginExactlyOnce(1));
    }

    [Fact]
    public void ReceiveMaximum_CountsBothQualities_UntilTheirEnd()
    {
        var exchanges = new InboundExchanges(2);
        Assert.Equal(Arrival.New, exchanges.BeginOnce());
        Assert.Equal(Arrival.New, exchanges.BeginExactlyOnce(1));
        Assert.Equal(Arrival.TooMany, exchanges.BeginOnce());
        Assert.Equal(Arrival.TooMany, exchanges.BeginExactlyOnce(2));
        Assert.Equal(Arrival.InProgress, exchanges.BeginExactlyOnce(1));

        exchanges.EndOnce();
        Assert.Equal(Arrival.New, exchanges.BeginOnce());
        exchanges.EndExactlyOnce(1, last: false);
        Assert.Equal(Arrival.TooMany, exchanges.BeginOnce());
        exchanges.TryRelease(1);
        Assert.Equal(Arrival.New, exchanges.BeginOnce());
    }

    [Fact]
    public void PacketIds_All_FitIntoASet()
    {
        var set = new PacketIdSet();
        for (var id = 1; id <= ushort.MaxValue; id += 2)
        {
            Assert.True(set.Add((ushort)id));
            Assert.False(set.Add((ushort)id));
        }

        Assert.Equal(32_768, set.Count);
        Assert.False(set.Contains(2));
        Assert.True(set.Remove(ushort.MaxValue));
        Assert.False(set.Remove(ushort.MaxValue));
        Assert.False(set.Remove(0));
    }
}
