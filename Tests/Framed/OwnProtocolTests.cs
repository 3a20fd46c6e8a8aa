using System.Net.Sockets;
using Mqant.Gateway.Hosting;
using Mqant.Tests.Mqtt;
using Xunit;

namespace Mqant.Tests.Framed;

public sealed class OwnProtocolTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ProtocolOfAGame_IsServedOnItsPort()
    {
        await using var host = await Mqtt.GatewayHost.StartAsync(services: services => services.AddClientProtocol<LineConnectionHandler>("line", 0));
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", host.Endpoints.GetPort("line"), Cancellation);
        var reader = new StreamReader(client.GetStream());
        await client.GetStream().WriteAsync("me\nA/HD_B {}\n"u8.ToArray(), Cancellation);
        Assert.Equal("welcome ", await reader.ReadLineAsync(Cancellation));

        await client.GetStream().WriteAsync(new byte[5_000], Cancellation);

        Assert.Equal("bye PacketTooLarge", await reader.ReadLineAsync(Cancellation));
    }
}
