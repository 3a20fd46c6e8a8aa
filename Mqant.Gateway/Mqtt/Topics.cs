namespace Mqant.Gateway.Mqtt;

/// <summary>The rules of topic names and filters (MQTT 3.1.1 and 5.0, section 4.7), on strings that are valid UTF-8 already.</summary>
internal static class Topics
{
    private static ReadOnlySpan<byte> SharePrefix => "$share/"u8;

    /// <summary>A name: not empty and without wildcards.</summary>
    public static bool IsName(ReadOnlySpan<byte> topic) => !topic.IsEmpty && !topic.ContainsAny((byte)'+', (byte)'#');

    /// <summary>A filter: not empty, wildcards only as whole levels, <c>#</c> only as the last.</summary>
    public static bool IsFilter(ReadOnlySpan<byte> filter)
    {
        if (filter.IsEmpty)
        {
            return false;
        }

        foreach (var level in filter.Split((byte)'/'))
        {
            var text = filter[level];
            if (text.Length > 1 && text.ContainsAny((byte)'+', (byte)'#'))
            {
                return false;
            }

            if (text is [(byte)'#'] && level.End.GetOffset(filter.Length) != filter.Length)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A shared subscription of MQTT 5.0.</summary>
    public static bool IsShared(ReadOnlySpan<byte> filter) => filter.StartsWith(SharePrefix);
}
