using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Serialization;
using Xunit;

namespace Mqant.Tests.Core;

public sealed class GatewayAddressCodecTests(CoreFixture core)
{
    private readonly Serializer _serializer = core.Services.GetRequiredService<Serializer>();

    [Theory]
    [InlineData(null)]
    [InlineData("10.0.0.7:11111@123456789")]
    [InlineData("[fe80::1]:11111@123456789")]
    public async Task Address_ThatTravelled_IsTheSame_AndReachesTheGateway(string? silo)
    {
        var observer = (await core.ConnectAsync()).Session.Snapshot.Gateway.Observer;
        var address = new GatewayAddress(observer, silo is null ? null : SiloAddress.FromParsableString(silo));

        var read = Copy(address);

        Assert.NotSame(address, read);
        Assert.Equal(address, read);
        Assert.Equal(address.Silo, read.Silo);
        Assert.Equal(observer, read.Observer);
        Assert.Same(read, Copy(address));
    }

    [Fact]
    public async Task Address_ThatIsSentTwice_OrNot_IsReadSo()
    {
        var first = (await core.ConnectAsync()).Session.Snapshot.Gateway;
        var second = new GatewayAddress(first.Observer, SiloAddress.FromParsableString("10.0.0.7:11111@123456789"));

        Assert.Equal([first, second, first, null!], Copy(new[] { first, second, first, null! }));
    }

    [Fact]
    public async Task AddressesOfThePast_AreForgotten_AndReadAgain()
    {
        var observer = (await core.ConnectAsync()).Session.Snapshot.Gateway.Observer;
        var first = new GatewayAddress(observer, SiloAddress.FromParsableString("10.0.0.7:11111@1"));
        var before = Copy(first);
        for (var generation = 2; generation < 1100; generation++)
        {
            Copy(new GatewayAddress(observer, SiloAddress.FromParsableString($"10.0.0.7:11111@{generation}")));
        }

        var after = Copy(first);

        Assert.NotSame(before, after);
        Assert.Equal(first.Silo, after.Silo);
    }

    [Fact]
    public async Task Session_WithAndWithoutSettings_ArrivesAsItWas()
    {
        var bare = (await core.ConnectAsync()).Session.Snapshot;
        var rich = bare with { Settings = new(StringComparer.Ordinal) { ["color"] = "red" } };

        Assert.Empty(Copy(bare).Settings);
        Assert.Equal(rich.Settings, Copy(rich).Settings);
        Assert.Empty(Copy(rich with { Settings = [] }).Settings);
    }

    private T Copy<T>(T value) => _serializer.Deserialize<T>(_serializer.SerializeToArray(value))!;
}
