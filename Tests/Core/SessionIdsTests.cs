using Orleans.Runtime;
using Xunit;

namespace Mqant.Tests.Core;

public sealed class SessionIdsTests(CoreFixture core)
{
    [Fact]
    public void Gateways_WhoseAddressesHaveTheSameHash_GiveDifferentIds()
    {
        var (one, another) = FindCollision();
        Assert.NotEqual(SessionIds.Format(one, 1), SessionIds.Format(another, 1));
    }

    [Fact]
    public void Id_OfAnAddressThatTravelled_IsTheSame()
    {
        var address = core.Receiver.Address!;
        var read = GatewayAddressCodec.Parse(System.Text.Encoding.Latin1.GetString(address.Encoded), core.Grains);
        Assert.NotSame(address, read);
        Assert.Equal(SessionIds.Format(address, 1), SessionIds.Format(read, 1));
    }

    [Fact]
    public void Id_IsShortEnoughForAGrainsKey()
    {
        Assert.Matches("^[0-9a-f]{16}-7fffffffffffffff$", SessionIds.Format(core.Receiver.Address!, long.MaxValue));
    }

    private (GatewayAddress One, GatewayAddress Another) FindCollision()
    {
        var seen = new Dictionary<uint, GrainId>();

        // Spread over all digits: names that differ in the last ones alone have different hashes for a long time.
        for (ulong i = 0; ; i++)
        {
            var id = GrainId.Create("sys.client", $"hosted-10.0.0.1:11111@1+{unchecked(i * 0x9E3779B97F4A7C15):x32}");
            if (!seen.TryAdd(id.GetUniformHashCode(), id))
            {
                return (Address(seen[id.GetUniformHashCode()]), Address(id));
            }
        }
    }

    private GatewayAddress Address(GrainId id) => new(core.Grains.GetGrain<IGatewayObserver>(id), silo: null);
}
