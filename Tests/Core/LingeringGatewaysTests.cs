using Mqant.Gateway.Hosting;
using Microsoft.Extensions.Time.Testing;
using Orleans.Messaging;
using Xunit;

namespace Mqant.Tests.Core;

public sealed class LingeringGatewaysTests
{
    private static readonly Uri First = new("gwy.tcp://127.0.0.1:30000/1");
    private static readonly Uri Second = new("gwy.tcp://127.0.0.1:30001/1");

    private readonly FakeTimeProvider _time = new();
    private readonly Listed _listed = new();
    private readonly LingeringGateways _gateways;

    public LingeringGatewaysTests() => _gateways = new LingeringGateways(_listed, _time);

    [Fact]
    public async Task SiloThatLeavesTheList_LingersUntilItsClientsHaveHeardOfIt()
    {
        _listed.Gateways = [First, Second];
        Assert.Equal([First, Second], await _gateways.GetGateways());

        _listed.Gateways = [Second];
        _time.Advance(LingeringGateways.Linger);
        Assert.Equal([First, Second], await _gateways.GetGateways());

        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal([Second], await _gateways.GetGateways());
    }

    [Fact]
    public async Task SiloThatIsListed_Stays()
    {
        _listed.Gateways = [First];
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal([First], await _gateways.GetGateways());
            _time.Advance(LingeringGateways.Linger * 2);
        }
    }

    private sealed class Listed : IGatewayListProvider
    {
        public IList<Uri> Gateways { get; set; } = [];

        public TimeSpan MaxStaleness => TimeSpan.FromSeconds(2);

        public bool IsUpdatable => true;

        public Task InitializeGatewayListProvider() => Task.CompletedTask;

        public Task<IList<Uri>> GetGateways() => Task.FromResult(Gateways);
    }
}
