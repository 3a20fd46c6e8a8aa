using System.Net;
using System.Net.Sockets;

namespace Mqant.Tests.Infrastructure;

/// <summary>An address behind which gateways come and go, as behind a load balancer. Who comes first is turned away, as by a gateway that is not there yet.</summary>
internal sealed class Door : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _serving;
    private volatile IPEndPoint _target;

    /// <summary>Opens the door.</summary>
    /// <param name="target">Where it leads to first.</param>
    public Door(IPEndPoint target)
    {
        _target = target;
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>The port on the loopback address.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Leads whoever comes from now on elsewhere.</summary>
    public void LeadTo(IPEndPoint target) => _target = target;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _serving;
        _listener.Dispose();
        _closing.Dispose();
    }

    private async Task ServeAsync()
    {
        List<Task> carrying = [];
        try
        {
            (await _listener.AcceptTcpClientAsync(_closing.Token)).Dispose();
            while (true)
            {
                carrying.Add(CarryAsync(await _listener.AcceptTcpClientAsync(_closing.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(carrying);
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using var gateway = new TcpClient();
        using (client)
        {
            try
            {
                await gateway.ConnectAsync(_target, _closing.Token);
                var (outside, inside) = (client.GetStream(), gateway.GetStream());
                await Task.WhenAny(outside.CopyToAsync(inside, _closing.Token), inside.CopyToAsync(outside, _closing.Token));
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
            {
                // Either side is gone, and the other learns of it.
            }
        }
    }
}
