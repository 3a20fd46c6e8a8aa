using System.Buffers;

namespace Mqant.Gateway.Upgrades;

/// <summary>Finds the head of a request in what has come, and decides from as few bytes as can be that there is or will be none. No byte is looked at again when more have come.</summary>
internal sealed class RequestReader(RequestLimits limits)
{
    // Where the first line ends, once that is known, and how far there is no other end.
    private long _line = -1;
    private long _looked;

    /// <summary>Reads on.</summary>
    /// <param name="received">All that has come; moved behind the head when there is a whole one.</param>
    /// <param name="refusal">What there is to say instead.</param>
    /// <returns>The head; null without a refusal when more must come.</returns>
    public RequestHead? Read(ref ReadOnlySequence<byte> received, out UpgradeRefusal? refusal)
    {
        refusal = null;
        var reader = new SequenceReader<byte>(received);
        if (!reader.TryPeek(out var first) || (_line < 0 && !TryReadLine(ref reader, first, out refusal)))
        {
            _looked = received.Length;
            return null;
        }

        // The end of the line may be that of the head, too.
        reader.Rewind(reader.Consumed);
        reader.Advance(Math.Max(_line, _looked - 1) - 2);
        var isWhole = reader.TryReadTo(out ReadOnlySequence<byte> _, "\r\n\r\n"u8);
        if ((isWhole ? reader.Consumed : received.Length) - _line > limits.Fields)
        {
            refusal = UpgradeRefusal.TooLargeFields;
            return null;
        }

        if (!isWhole)
        {
            _looked = received.Length;
            return null;
        }

        // Heads are short and come in one piece: a copy is the exception.
        var head = received.Slice(0, reader.Consumed);
        received = received.Slice(reader.Consumed);
        return RequestHead.Parse(head.IsSingleSegment ? head.FirstSpan : head.ToArray(), (int)_line, limits.Count, out refusal);
    }

    private bool TryReadLine(ref SequenceReader<byte> reader, byte first, out UpgradeRefusal? refusal)
    {
        if (!RequestHead.CanBegin(first))
        {
            refusal = UpgradeRefusal.NoRequest;
            return false;
        }

        reader.Advance(_looked);
        var isWhole = reader.TryAdvanceTo((byte)'\n');
        if ((isWhole ? reader.Consumed : reader.Length) > limits.Line)
        {
            refusal = UpgradeRefusal.TooLongLine;
            return false;
        }

        refusal = null;
        if (isWhole)
        {
            _line = reader.Consumed;
            reader.Rewind(2);
            reader.TryRead(out var before);
            refusal = before == '\r' ? null : UpgradeRefusal.NoRequest;
        }

        return isWhole && refusal is null;
    }
}
