using System.Net.Security;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Mqant.Gateway.Hosting;

/// <summary>What is spoken on a listener.</summary>
/// <param name="Transport">What its connections are counted as.</param>
/// <param name="Application">Its name in TLS, if it has one.</param>
/// <param name="Use">Hands connections to it.</param>
internal sealed record ListenerProtocol(string Transport, SslApplicationProtocol? Application, Action<ListenOptions> Use)
{
    /// <summary>How proxies name the clients of its connections.</summary>
    public ClientAddressHeader Header { get; init; } = ClientAddressHeader.ProxyProtocol;

    /// <summary>Whether it has a handshake of its own, during which the time from accept on goes on being kept.</summary>
    public bool ShakesHands { get; init; }
}
