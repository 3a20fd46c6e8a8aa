using Microsoft.AspNetCore.Connections;

namespace Mqant.Gateway.Hosting;

/// <summary>A port on which a client protocol over TCP is spoken.</summary>
/// <param name="Name">Unique name of the listener.</param>
/// <param name="Port">Its port; 0 picks a free one.</param>
/// <param name="HasTls">Whether connections begin with a TLS handshake.</param>
/// <param name="Use">Hands accepted connections to the protocol.</param>
internal sealed record ClientProtocolListener(string Name, int Port, bool HasTls, Action<IConnectionBuilder> Use);
