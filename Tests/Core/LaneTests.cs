using Xunit;

namespace Mqant.Tests.Core;

public sealed class LaneTests(CoreFixture core)
{
    private const int Megabyte = 1 << 20;

    [Theory]
    [InlineData("push")]
    [InlineData("group")]
    [InlineData("broadcast")]
    public async Task MessagesOfQualityOfServiceZero_BeyondWhatMayGather_AreDropped(string kind)
    {
        var gateway = new SilentGateway(core.Grains);
        var lane = new PushLane(gateway.Address, core.Lanes);
        lane.Enqueue(Member);
        await gateway.Asked.WithinDeadline("the first batch");

        var payload = new byte[Megabyte];
        for (var i = 0; i < PushLane.MaxGathered / Megabyte; i++)
        {
            Assert.NotEqual(0, lane.Enqueue(Create(kind, payload)));
        }

        Assert.Equal(0, lane.Enqueue(Create(kind, payload)));
        Assert.NotEqual(0, lane.Enqueue(Member));
        gateway.Answer();
        await lane.FlushAsync().WithinDeadline("what was not dropped");
        GC.KeepAlive(gateway);
    }

    private static GroupMemberItem Member => new() { Group = "lane", Sessions = default, On = true };

    private static LaneItem Create(string kind, byte[] payload) => kind switch
    {
        "push" => new PushItem { Topic = "t", Payload = payload, Sessions = default },
        "group" => new GroupPushItem { Group = "lane", Topic = "t", Payload = payload },
        _ => new BroadcastItem { Topic = "t", Payload = payload },
    };
}
