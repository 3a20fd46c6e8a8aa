using System.Text;

namespace Mqant.Operations.Notifications;

/// <summary>Messages in the little of Markdown that DingTalk and WeCom know, which have no way to write the characters of it: those of a text are shown by wide ones.</summary>
internal static class MarkdownText
{
    private const int MaxValue = 500;
    private const int MaxFrames = 8;

    public static string Write(MessageText message)
    {
        var text = new StringBuilder();
        text.Append("### ").Append(Escape(PlainText.OneLine(message.Title))).Append("\n\n");
        foreach (var (label, value) in message.Facts)
        {
            text.Append("**").Append(Escape(label)).Append("**").Append(message.Texts.Colon).Append(Escape(PlainText.Cut(PlainText.OneLine(value), MaxValue))).Append("\n\n");
        }

        foreach (var (error, line) in message.Lines)
        {
            text.Append("- ").Append(error.Url is { } url ? $"[{Escape(line)}]({url.AbsoluteUri})" : Escape(line)).Append('\n');
        }

        foreach (var remark in message.Remarks)
        {
            text.Append('\n').Append(Escape(remark)).Append('\n');
        }

        if (message.Url is { } console)
        {
            text.Append("\n[").Append(message.Texts.Open).Append("](").Append(console.AbsoluteUri).Append(")\n");
        }

        foreach (var frame in (message.Stack ?? string.Empty).ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(MaxFrames))
        {
            text.Append("\n> ").Append(Escape(frame.Trim())).Append('\n');
        }

        return text.ToString();
    }

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            escaped.Append(character switch
            {
                '[' => '［',
                ']' => '］',
                '<' => '＜',
                '>' => '＞',
                '*' => '＊',
                '`' => '｀',
                '#' => '＃',
                _ => character,
            });
        }

        return escaped.ToString();
    }
}
