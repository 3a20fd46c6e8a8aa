namespace Mqant.Gateway.Sessions;

/// <summary>The body of a reply: <c>{"Trace":"…","Error":"…","Result":…}</c>, or the bare bytes of a raw result.</summary>
public static class ReplyEnvelope
{
    private const int TraceLength = 32;

    private static ReadOnlySpan<byte> BeforeTrace => "{\"Trace\":\""u8;

    private static ReadOnlySpan<byte> BeforeError => "\",\"Error\":"u8;

    private static ReadOnlySpan<byte> BeforeResult => ",\"Result\":"u8;

    private static ReadOnlySpan<byte> NoError => "\"\""u8;

    private static ReadOnlySpan<byte> Null => "null"u8;

    /// <summary>Length of the body in bytes.</summary>
    public static int GetLength(in RequestOutcome outcome)
    {
        if (outcome.IsRaw)
        {
            return outcome.Result.Length;
        }

        var error = outcome.Error.IsEmpty ? NoError.Length : outcome.Error.Length;
        var result = outcome.Result.IsEmpty ? Null.Length : outcome.Result.Length;
        return BeforeTrace.Length + TraceLength + BeforeError.Length + error + BeforeResult.Length + result + 1;
    }

    /// <summary>Writes the body into <paramref name="destination"/>, which must hold <see cref="GetLength"/> bytes, and returns its length.</summary>
    public static int Write(Span<byte> destination, TraceId trace, in RequestOutcome outcome)
    {
        if (outcome.IsRaw)
        {
            outcome.Result.Span.CopyTo(destination);
            return outcome.Result.Length;
        }

        var at = Append(destination, 0, BeforeTrace);
        trace.Format(destination[at..]);
        at = Append(destination, at + TraceLength, BeforeError);
        at = Append(destination, at, outcome.Error.IsEmpty ? NoError : outcome.Error.Span);
        at = Append(destination, at, BeforeResult);
        at = Append(destination, at, outcome.Result.IsEmpty ? Null : outcome.Result.Span);
        destination[at] = (byte)'}';
        return at + 1;
    }

    private static int Append(Span<byte> destination, int at, ReadOnlySpan<byte> part)
    {
        part.CopyTo(destination[at..]);
        return at + part.Length;
    }
}
