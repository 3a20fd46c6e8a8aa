using Microsoft.AspNetCore.Http.Features;

namespace Mqant.Gateway.Transport;

/// <summary>
/// The bytes of a WebSocket as its client sends them. What the framework leaves out is seen to here: frames of a client must be masked (RFC 6455 section 5.1).
/// One that is not is handed on with reserved bits set, which the framework answers with close code 1002 and the end.
/// </summary>
internal sealed class ClientFrames(Stream stream) : Stream
{
    private const byte ReservedBits = 0x70;
    private const byte MaskBit = 0x80;
    private const int MaskLength = 4;

    // Of the frame that is being read: the bytes of its header that were seen, those of its length and of its mask that are to come, and its payload.
    private byte _header;
    private byte _lengthLeft;
    private byte _maskLeft;
    private bool _isRefused;

    // The first byte of a frame of which nothing more has come: whether it may be handed on, the second one decides.
    private byte? _first;
    private long _payloadLeft;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Looks at the frames of the WebSocket that the request may become.</summary>
    public static void Watch(HttpContext context)
    {
        if (context.Features.Get<IHttpUpgradeFeature>() is { } upgrade)
        {
            context.Features.Set<IHttpUpgradeFeature>(new Upgrade(upgrade));
        }
    }

    // Waiting for the first byte, as all connections do most of the time, needs no method that waits.
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_isRefused)
        {
            // Enough of whatever it waits for before it looks at the reserved bits: of a mask, above all.
            buffer.Span.Clear();
            return new ValueTask<int>(buffer.Length);
        }

        return !buffer.IsEmpty ? ReadFramesAsync(buffer, cancellationToken)
            : _first is null ? stream.ReadAsync(buffer, cancellationToken)
            : new ValueTask<int>(0);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        => stream.WriteAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => stream.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            stream.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> ReadFramesAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            var count = 0;
            if (_first is { } first)
            {
                buffer.Span[count++] = first;
                _first = null;
            }

            var read = await stream.ReadAsync(buffer[count..], cancellationToken);
            if (read == 0)
            {
                return count;
            }

            count += read;
            Look(buffer.Span[..count]);
            if (_header == 1)
            {
                _first = buffer.Span[--count];
                _header = 0;
            }

            if (count > 0)
            {
                return count;
            }
        }
    }

    private void Look(Span<byte> bytes)
    {
        for (var at = 0; at < bytes.Length && !_isRefused;)
        {
            if (_header < 2)
            {
                LookAtHeader(bytes, at++);
            }
            else if (_lengthLeft > 0)
            {
                _payloadLeft = (_payloadLeft << 8) | bytes[at++];
                _lengthLeft--;

                // Of a length that is none the framework says so.
                _isRefused = _lengthLeft == 0 && _payloadLeft < 0;
            }
            else
            {
                var skipped = (int)Math.Min(_maskLeft + _payloadLeft, bytes.Length - at);
                at += skipped;
                var ofMask = Math.Min(_maskLeft, skipped);
                _maskLeft -= (byte)ofMask;
                _payloadLeft -= skipped - ofMask;
            }

            if (_header == 2 && _lengthLeft == 0 && _maskLeft == 0 && _payloadLeft == 0)
            {
                _header = 0;
            }
        }
    }

    private void LookAtHeader(Span<byte> bytes, int at)
    {
        _header++;
        if (_header == 1)
        {
            return;
        }

        if ((bytes[at] & MaskBit) == 0)
        {
            bytes[at - 1] |= ReservedBits;
            _isRefused = true;
            return;
        }

        _maskLeft = MaskLength;
        var length = bytes[at] & ~MaskBit;
        (_lengthLeft, _payloadLeft) = length switch
        {
            126 => ((byte)sizeof(ushort), 0L),
            127 => ((byte)sizeof(ulong), 0L),
            _ => ((byte)0, (long)length),
        };
    }

    private sealed class Upgrade(IHttpUpgradeFeature upgrade) : IHttpUpgradeFeature
    {
        public bool IsUpgradableRequest => upgrade.IsUpgradableRequest;

        public async Task<Stream> UpgradeAsync() => new ClientFrames(await upgrade.UpgradeAsync());
    }
}
