using System.Text;

namespace Mqant.Operations.Notifications;

/// <summary>Messages as text without any markup.</summary>
internal static class PlainText
{
    /// <summary>All of it, the stack last.</summary>
    /// <param name="message">The message.</param>
    /// <param name="maxLength">How long the text may be; the stack is cut first, since it is last.</param>
    public static string Write(MessageText message, int maxLength)
    {
        var text = new StringBuilder();
        text.Append(message.Title).Append('\n').Append('\n');
        foreach (var (label, value) in message.Facts)
        {
            text.Append(label).Append(message.Texts.Colon).Append(value).Append('\n');
        }

        foreach (var (error, line) in message.Lines)
        {
            text.Append("- ").Append(line).Append('\n');
            if (error.Message.Length > 0)
            {
                text.Append("  ").Append(Cut(OneLine(error.Message), 200)).Append('\n');
            }
        }

        foreach (var remark in message.Remarks)
        {
            text.Append(remark).Append('\n');
        }

        if (message.Url is { } url)
        {
            text.Append('\n').Append(message.Texts.Open).Append(message.Texts.Colon).Append(url.AbsoluteUri).Append('\n');
        }

        if (message.Stack is { } stack)
        {
            text.Append('\n').Append(message.Texts.Stack).Append(message.Texts.Colon).Append('\n').Append(stack.ReplaceLineEndings("\n")).Append('\n');
        }

        return Cut(text.ToString(), maxLength);
    }

    /// <summary>The beginning of a text that is too long.</summary>
    public static string Cut(string text, int maxLength)
    {
        if (text.Length <= maxLength)
        {
            return text;
        }

        // Half of a pair is no character.
        var end = char.IsHighSurrogate(text[maxLength - 2]) ? maxLength - 2 : maxLength - 1;
        return string.Concat(text.AsSpan(0, end), "…");
    }

    /// <summary>The beginning of a text that is too long in UTF-8.</summary>
    public static string CutBytes(string text, int maxBytes)
    {
        if (Encoding.UTF8.GetByteCount(text) <= maxBytes)
        {
            return text;
        }

        const int Ellipsis = 3;
        var (bytes, end) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            if (bytes + rune.Utf8SequenceLength > maxBytes - Ellipsis)
            {
                break;
            }

            bytes += rune.Utf8SequenceLength;
            end += rune.Utf16SequenceLength;
        }

        return string.Concat(text.AsSpan(0, end), "…");
    }

    public static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();
}
