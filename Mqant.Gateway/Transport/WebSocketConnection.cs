using System.Collections.Immutable;
using System.IO.Pipelines;
using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Mqant.Gateway.Transport;

/// <summary>A WebSocket as a connection, for protocols that only know bytes. Idle, it holds no buffer.</summary>
internal sealed class WebSocketConnection : ConnectionContext, IDuplexPipe
{
    // Everything that is flushed at once and fits leaves as one message.
    private const int WriteBufferSize = 16 * 1024;

    private static readonly StreamPipeReaderOptions ReaderOptions = new(leaveOpen: true, useZeroByteReads: true);
    private static readonly StreamPipeWriterOptions WriterOptions = new(minimumBufferSize: WriteBufferSize, leaveOpen: true);

    private readonly WebSocket _socket;
    private readonly WebSocketStream _stream;
    private readonly IConnectionLifetimeFeature? _lifetime;

    public WebSocketConnection(WebSocket socket, HttpContext context)
    {
        _socket = socket;
        _stream = new WebSocketStream(socket);
        _lifetime = context.Features.Get<IConnectionLifetimeFeature>();
        Input = PipeReader.Create(_stream, ReaderOptions);
        Output = PipeWriter.Create(_stream, WriterOptions);
        Transport = this;
        Features = context.Features;
        ConnectionId = context.Connection.Id;
        ConnectionClosed = context.RequestAborted;
        RemoteEndPoint = context.Connection.RemoteIpAddress is { } address ? new IPEndPoint(address, context.Connection.RemotePort) : null;
    }

    public override string ConnectionId { get; set; }

    public override IFeatureCollection Features { get; }

    public override IDictionary<object, object?> Items { get; set; } = ImmutableDictionary<object, object?>.Empty;

    public override IDuplexPipe Transport { get; set; }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    /// <summary>Ends the connection below the WebSocket. May be called long after the request is over.</summary>
    public override void Abort(ConnectionAbortedException abortReason) => _lifetime?.Abort();

    /// <summary>Says goodbye in the WebSocket's words, after the protocol has said its own.</summary>
    public async Task CloseAsync()
    {
        _stream.StopReading();
        if (_socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived))
        {
            return;
        }

        var status = _stream.HasReceivedText ? WebSocketCloseStatus.InvalidMessageType : WebSocketCloseStatus.NormalClosure;
        try
        {
            await _socket.CloseOutputAsync(status, statusDescription: null, CancellationToken.None);
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or InvalidOperationException)
        {
            // The peer is gone already.
        }
    }
}
