using Microsoft.AspNetCore.Connections;

namespace Mqant.Gateway.Transport;

/// <summary>
/// Marks connections that were accepted where WebSockets are expected, and closes those on which none was opened in time: without this, whoever
/// connects and stays silent would be kept for as long as HTTP keeps idle connections.
/// </summary>
internal sealed class WebSocketListener
{
    private readonly WheelTimer _deadline;
    private readonly TimerWheel _wheel;
    private readonly long _accepted;

    public WebSocketListener(ConnectionContext connection, ClientConnectionServices services)
    {
        _wheel = services.Wheel;
        _accepted = _wheel.Now;
        _deadline = _wheel.CreateTimer(static connection => ((ConnectionContext)connection).Abort(), connection);
        _deadline.Start(services.Options.ConnectTimeout);
    }

    /// <summary>How long ago the connection was accepted.</summary>
    public TimeSpan Age => TimeSpan.FromMilliseconds(_wheel.Now - _accepted);

    /// <summary>The WebSocket was opened; its protocol keeps the time from here on.</summary>
    public void Stop() => _deadline.Stop();
}
