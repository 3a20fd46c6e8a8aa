using System.Net.WebSockets;

namespace Mqant.Gateway.Transport;

/// <summary>
/// The bytes of a WebSocket's binary messages, without regard to where one ends. Waiting for the first byte can be cancelled and
/// leaves the socket usable, so that a goodbye can still be sent.
/// </summary>
internal sealed class WebSocketStream(WebSocket socket) : Stream
{
    private Task<ValueWebSocketReceiveResult>? _waiting;

    /// <summary>The peer sent a text message, which ended the stream (MQTT-6.0.0-1).</summary>
    public bool HasReceivedText { get; private set; }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Reads; with an empty buffer it waits until there is something to read, and needs no memory meanwhile.</summary>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            while (true)
            {
                // A receive that is cancelled aborts its WebSocket: this one is only left waiting instead, which is safe, for it has no buffer.
                _waiting ??= socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None).AsTask();
                var waited = await _waiting.WaitAsync(cancellationToken);
                _waiting = null;
                if (HasEnded(waited))
                {
                    return 0;
                }

                if (buffer.IsEmpty)
                {
                    return 0;
                }

                var result = await socket.ReceiveAsync(buffer, cancellationToken);
                if (HasEnded(result))
                {
                    return 0;
                }

                // An empty message is no end of stream.
                if (result.Count > 0)
                {
                    return result.Count;
                }
            }
        }
        catch (WebSocketException)
        {
            // The peer vanished: for whoever reads, that is the end.
            return 0;
        }
    }

    /// <summary>Sends everything as one message.</summary>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        => socket.SendAsync(buffer, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);

    /// <summary>Nobody reads any more: a receive that is still waiting may fail as it likes.</summary>
    public void StopReading()
        => _waiting?.ContinueWith(static waiting => _ = waiting.Exception, TaskContinuationOptions.OnlyOnFaulted);

    // What was written was sent.
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private bool HasEnded(ValueWebSocketReceiveResult result)
    {
        HasReceivedText |= result.MessageType == WebSocketMessageType.Text;
        return result.MessageType != WebSocketMessageType.Binary;
    }
}
