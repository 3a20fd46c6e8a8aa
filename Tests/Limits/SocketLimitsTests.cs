using Mqant.Gateway;
using Mqant.Gateway.Limits;
using Xunit;

namespace Mqant.Tests.Limits;

/// <summary>How many sockets there are.</summary>
public sealed class SocketLimitsTests
{
    private const long Memory = 1L << 40;

    [Theory]
    [InlineData(1_024, 768)]
    [InlineData(1_500, 1_125)]
    [InlineData(20_000, 19_488)]
    public void Sockets_LeavePartOfTheFiles(int files, int sockets) => Assert.Equal(sockets, SocketLimits.Of(new GatewayOptions(), files, Memory).All);

    [Fact]
    public void Sockets_BeyondTheFiles_CannotBeSet()
    {
        var options = new GatewayOptions { Limits = { MaxSockets = 5_000 } };

        Assert.Equal(768, SocketLimits.Of(options, 1_024, Memory).All);
        Assert.Equal(5_000, SocketLimits.Of(options, null, Memory).All);
    }

    [Fact]
    public void Sockets_FitTheMemory() => Assert.Equal(32_768, SocketLimits.Of(new GatewayOptions(), 1_000_000, 512L << 20).All);

    [Fact]
    public void Http_HasAPart_AndAnAddressNeverAll()
    {
        var limits = SocketLimits.Of(new GatewayOptions(), 1_500, Memory);

        Assert.Equal((844, 281), (limits.Clients, limits.Http));
        Assert.Equal((633, 210), (limits.PerAddress, limits.HttpPerAddress));
    }

    [Fact]
    public void Http_OfALargeProcess_IsBounded() => Assert.Equal(1_000, SocketLimits.Of(new GatewayOptions(), 1_000_000, Memory).Http);

    [Fact]
    public void PerAddress_OfZero_IsNoLimit() => Assert.Equal(0, SocketLimits.Of(new GatewayOptions { MaxConnectionsPerAddress = 0 }, 1_024, Memory).PerAddress);
}
