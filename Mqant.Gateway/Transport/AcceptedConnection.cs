using Microsoft.AspNetCore.Connections;

namespace Mqant.Gateway.Transport;

/// <summary>
/// The time from accept on of a connection that has something before its protocol, such as a TLS handshake: closes those that take too long for it, and tells the protocol how long ago it
/// was accepted.
/// </summary>
internal sealed class AcceptedConnection
{
    private readonly WheelTimer _deadline;
    private readonly TimerWheel _wheel;
    private readonly long _accepted;

    public AcceptedConnection(ConnectionContext connection, ClientConnectionServices services)
    {
        _wheel = services.Wheel;
        _accepted = _wheel.Now;
        _deadline = _wheel.CreateTimer(static connection => ((ConnectionContext)connection).Abort(), connection);
        _deadline.Start(services.Options.ConnectTimeout);
    }

    /// <summary>How long ago the connection was accepted.</summary>
    public TimeSpan Age => TimeSpan.FromMilliseconds(_wheel.Now - _accepted);

    /// <summary>The protocol has begun, and keeps the time from here on; or the connection has ended.</summary>
    public void Stop() => _deadline.Stop();
}
