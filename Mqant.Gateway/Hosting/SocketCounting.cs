using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Mqant.Gateway.Limits;
using Mqant.Gateway.Security;

namespace Mqant.Gateway.Hosting;

/// <summary>Has every accepted socket counted: first of all sockets, before a byte is read, then those of its address, as soon as that is known.</summary>
internal sealed class SocketCounting(SocketGate gate, IOptions<GatewayOptions> options)
{
    private static readonly TimeSpan DataRateGrace = TimeSpan.FromSeconds(5);

    private readonly GatewayLimits _limits = options.Value.Limits;

    /// <summary>Counts the sockets of a listener that has no other middleware yet.</summary>
    public void Enter(ListenOptions listen, SocketUse use) => listen.Use(next => connection => EnterAsync(connection, next, use));

    /// <summary>Counts them by their addresses, after whatever says whose connections they are.</summary>
    /// <param name="listen">The listener.</param>
    /// <param name="of">Whose connections are those of others, as requests will say.</param>
    public static void Identify(ListenOptions listen, TrustedProxies? of = null) => listen.Use(next => connection =>
    {
        if (of?.Contains(connection.RemoteEndPoint) != true)
        {
            connection.Features.Get<SocketTicket>()?.Identify(connection.RemoteEndPoint);
        }

        return next(connection);
    });

    /// <summary>What may take how long on connections of HTTP; what the application has set is left alone.</summary>
    public void SetTimes(KestrelServerLimits kestrel)
    {
        var unset = new KestrelServerLimits();
        if (kestrel.RequestHeadersTimeout == unset.RequestHeadersTimeout)
        {
            kestrel.RequestHeadersTimeout = _limits.HttpHeadersTimeout;
        }

        if (kestrel.KeepAliveTimeout == unset.KeepAliveTimeout)
        {
            kestrel.KeepAliveTimeout = _limits.HttpIdleTimeout;
        }

        if (IsUnset(kestrel.MinRequestBodyDataRate, unset.MinRequestBodyDataRate))
        {
            kestrel.MinRequestBodyDataRate = MinDataRate;
        }

        if (IsUnset(kestrel.MinResponseDataRate, unset.MinResponseDataRate))
        {
            kestrel.MinResponseDataRate = MinDataRate;
        }
    }

    private MinDataRate? MinDataRate => _limits.MinHttpBytesPerSecond == 0 ? null : new MinDataRate(_limits.MinHttpBytesPerSecond, DataRateGrace);

    private static bool IsUnset(MinDataRate? rate, MinDataRate? unset) => rate?.BytesPerSecond == unset?.BytesPerSecond && rate?.GracePeriod == unset?.GracePeriod;

    // Without a method that waits: an idle connection would keep it.
    private Task EnterAsync(ConnectionContext connection, ConnectionDelegate next, SocketUse use)
    {
        if (gate.TryEnter(connection, use) is not { } ticket)
        {
            connection.Abort();
            return Task.CompletedTask;
        }

        connection.Features.Set(ticket);
        Task served;
        try
        {
            served = next(connection);
        }
        catch
        {
            ticket.Leave();
            throw;
        }

        if (served.IsCompleted)
        {
            ticket.Leave();
        }
        else if (!ticket.IsTaken)
        {
            served.GetAwaiter().UnsafeOnCompleted(ticket.Leave);
        }

        return served;
    }
}
