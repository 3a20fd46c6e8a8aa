using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Mqant.Tests.Hosting;

/// <summary>A port is its process's from the moment it is chosen.</summary>
public sealed class HeldPortTests
{
    private static readonly IPEndPoint Free = new(IPAddress.Loopback, 0);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Take_OfAPortThatIsHeld_Fails(bool shared)
    {
        using var held = HeldPort.Take(Free);
        if (shared)
        {
            held.Share();
        }

        var exception = Assert.Throws<SettingsException>(() => HeldPort.Take(At(held), "Port", "Address"));

        Assert.Equal($"Port is {held.Port}, but that port is taken.", exception.Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Take_OfAPortThatAListenerHas_Fails(bool shares)
    {
        using var listener = Listen(Free, shares);

        var exception = Assert.Throws<SettingsException>(() => HeldPort.Take((IPEndPoint)listener.LocalEndPoint!, "Port", "Address"));

        Assert.EndsWith("but that port is taken.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Take_OfAnAddressOfAnotherMachine_NamesTheAddress()
    {
        // RFC 5737: nobody's.
        var exception = Assert.Throws<SettingsException>(() => HeldPort.Take(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 0), "Port", "Address"));

        Assert.Equal("Address is '192.0.2.1', which is no address of this machine.", exception.Message);
    }

    [Fact]
    public void HeldPort_IsClosedToAListenerThatSharesUntilItIsShared()
    {
        using var held = HeldPort.Take(Free);

        Assert.Throws<SocketException>(() => Listen(At(held), shares: true));
        held.Share();
        using var listener = Listen(At(held), shares: true);
    }

    [Fact]
    public void HeldPort_ThatWasSharedAndLeft_IsTheListeners()
    {
        var held = HeldPort.Take(Free);
        held.Share();
        using var listener = Listen(At(held), shares: true);
        held.Dispose();

        Assert.Throws<SocketException>(() => HeldPort.Take(At(held)));
        using var client = NewSocket();
        client.Connect(At(held));
        using var accepted = listener.Accept();
        Assert.Equal(client.LocalEndPoint, accepted.RemoteEndPoint);
    }

    [Fact]
    public async Task Connection_ThatComesEarly_IsEnded()
    {
        using var held = HeldPort.Take(Free);
        using var client = NewSocket();

        var exception = await Assert.ThrowsAsync<SocketException>(async () =>
        {
            await client.ConnectAsync(At(held), TestContext.Current.CancellationToken);
            await client.ReceiveAsync(new byte[1], TestContext.Current.CancellationToken);
        });

        Assert.Equal(SocketError.ConnectionReset, exception.SocketErrorCode);
    }

    [Fact]
    public async Task Connection_AfterThePortWasGivenAway_IsTheListeners()
    {
        using var socket = HeldPort.Take(Free).GiveAway();
        using var client = NewSocket();

        await client.ConnectAsync((IPEndPoint)socket.LocalEndPoint!, TestContext.Current.CancellationToken);

        using var accepted = await socket.AcceptAsync(TestContext.Current.CancellationToken);
        Assert.Equal(client.LocalEndPoint, accepted.RemoteEndPoint);
    }

    private static IPEndPoint At(HeldPort held) => new(IPAddress.Loopback, held.Port);

    private static Socket NewSocket() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    // As Orleans opens its listeners, if it shares.
    private static Socket Listen(IPEndPoint endPoint, bool shares)
    {
        var socket = NewSocket();
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, shares);
            socket.Bind(endPoint);
            socket.Listen();
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
