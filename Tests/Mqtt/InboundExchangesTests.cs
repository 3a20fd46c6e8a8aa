using Mqant.Tests.Conformance;
using System.IO.Pipelines;
using Mqant.Gateway.Mqtt;
using Mqant.Gateway.Limits;
using Mqant.Gateway.Transport;
using Xunit;

namespace Mqant.Tests.Mqtt;

public sealed class InboundExchangesTests : IBacklogOwner
{
    private readonly Pipe _pipe = new();
    private readonly InboundExchanges _exchanges;

    public InboundExchangesTests()
    {
        var writer = new ConnectionWriter(_pipe.Writer, this, new StripedCounter(), new ByteBudget(1 << 30, 1 << 20), maxMessages: 10, maxBytes: 1_000_000);
        writer.Release(windowSize: 1);
        _exchanges = new InboundExchanges(writer);
    }

    void IBacklogOwner.OnBacklogChanged(bool full)
    {
    }

    long IBacklogOwner.Now => 0;

    void IBacklogOwner.OnUnread()
    {
    }

    void IBacklogOwner.OnPassable()
    {
    }

    void IBacklogOwner.OnBacklogOverrun()
    {
    }

    [Fact]
    [Conformance("5.0", "MQTT-4.3.3-10", "MQTT-4.3.3-12")]
    public void ExactlyOnce_IsHandledOnce_UntilItIsReleased()
    {
        var request = Begin(2, 1);
        Assert.Equal(Arrival.Repeated, _exchanges.Begin(Request(2, 1)));
        Assert.False(_exchanges.TryRelease(1));
        Assert.Equal("", Sent());
        _exchanges.End(request, ReasonCode.Success);
        Assert.Equal("50020001", Sent());
        Assert.Equal(Arrival.Repeated, _exchanges.Begin(Request(2, 1)));
        Assert.Equal("50020001", Sent());
        Assert.True(_exchanges.TryRelease(1));
        Assert.False(_exchanges.TryRelease(1));
        Begin(2, 1);
    }

    [Fact]
    [Conformance("5.0", "MQTT-4.3.3-9")]
    public void ExactlyOnce_Failed_IsNotWaitingForItsRelease()
    {
        _exchanges.End(Begin(2, 1), ReasonCode.ImplementationSpecificError);

        Assert.Equal("500400018300", Sent());
        Assert.False(_exchanges.TryRelease(1));
        Begin(2, 1);
    }

    [Fact]
    [Conformance("5.0", "MQTT-4.6.0-2", "MQTT-4.6.0-3")]
    public void Acknowledgements_OfHandlersThatEndInAnyOrder_GoInTheOrderOfArrival()
    {
        var requests = Enumerable.Range(1, 40).Select(i => Begin((byte)(1 + (i % 2)), (ushort)i)).ToArray();
        var expected = string.Concat(Enumerable.Range(1, 40).Select(i => $"{(i % 2 == 0 ? 4 : 5)}002{i:X4}"));

        foreach (var request in requests.Skip(1).Reverse())
        {
            _exchanges.End(request, ReasonCode.Success);
        }

        Assert.Equal("", Sent());
        _exchanges.End(requests[0], ReasonCode.Success);
        Assert.Equal(expected, Sent());
        _exchanges.End(Begin(1, 41), ReasonCode.Success);
        Assert.Equal("40020029", Sent());
    }

    [Fact]
    public void Acknowledgements_OfManyThreads_GoInTheOrderOfArrival()
    {
        var requests = Enumerable.Range(1, 10_000).Select(i => Begin(1, (ushort)i)).ToArray();

        Parallel.ForEach(requests, new ParallelOptions { MaxDegreeOfParallelism = 4 }, request => _exchanges.End(request, ReasonCode.Success));

        Assert.Equal(string.Concat(requests.Select(request => $"4002{request.PacketId:X4}")), Sent());
    }

    [Fact]
    public void PacketIdentifiers_CountInBothQualities_UntilTheirEnd()
    {
        var once = Begin(1, 1);
        var exactlyOnce = Begin(2, 2);
        for (var i = 3; i <= ushort.MaxValue; i++)
        {
            Begin(1, (ushort)i);
        }

        Assert.Equal(Arrival.TooMany, _exchanges.Begin(Request(1, 1)));
        Assert.Equal(Arrival.TooMany, _exchanges.Begin(Request(2, 3)));
        Assert.Equal(Arrival.Repeated, _exchanges.Begin(Request(2, 2)));
        _exchanges.End(once, ReasonCode.Success);
        Begin(1, 1);
        _exchanges.End(exactlyOnce, ReasonCode.Success);
        Assert.Equal(Arrival.TooMany, _exchanges.Begin(Request(1, 1)));
        Assert.True(_exchanges.TryRelease(2));
        Begin(1, 2);
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

    private static MqttRequest Request(byte qualityOfService, ushort packetId) => new() { QualityOfService = qualityOfService, PacketId = packetId };

    private MqttRequest Begin(byte qualityOfService, ushort packetId)
    {
        var request = Request(qualityOfService, packetId);
        Assert.Equal(Arrival.New, _exchanges.Begin(request));
        return request;
    }

    private string Sent()
    {
        if (!_pipe.Reader.TryRead(out var result))
        {
            return "";
        }

        var sent = Convert.ToHexString(System.Buffers.BuffersExtensions.ToArray(result.Buffer));
        _pipe.Reader.AdvanceTo(result.Buffer.End);
        return sent;
    }
}
