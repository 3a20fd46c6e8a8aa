using Xunit;

namespace Mqant.Tests.Core;

public sealed class GatewayDirectoryTests(CoreFixture core)
{
    [Fact]
    public async Task GatewayThatWasGivenUp_IsNotAcceptedAgain_AlsoByADirectoryThatForgotWhy()
    {
        var directory = core.Grains.GetGrain<IGatewayDirectoryGrain>(1);
        var gateway = NewAddress();
        Assert.True(await directory.RenewAsync(gateway, known: false));
        await directory.ReportLostAsync(gateway);
        Assert.False(await directory.RenewAsync(gateway, known: true));

        await core.DeactivateAsync(directory);

        Assert.False(await directory.RenewAsync(gateway, known: true));
        Assert.True(await directory.RenewAsync(NewAddress(), known: false));
    }

    [Fact]
    public async Task GatewayThatWasNotGivenUp_IsRenewedByTheNextDirectory()
    {
        var directory = core.Grains.GetGrain<IGatewayDirectoryGrain>(2);
        var gateway = NewAddress();
        Assert.True(await directory.RenewAsync(gateway, known: false));

        await core.DeactivateAsync(directory);

        Assert.True(await directory.RenewAsync(gateway, known: true));
        Assert.Equal([gateway], await directory.GetAsync());
    }

    private GatewayAddress NewAddress() => new(core.Grains.CreateObjectReference<IGatewayObserver>(core.Hub.Receiver), null);
}
