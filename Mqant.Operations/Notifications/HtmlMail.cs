using System.Globalization;
using System.Net;
using System.Text;

namespace Mqant.Operations.Notifications;

/// <summary>Messages as HTML that mail programs show: tables and inline styles, nothing to load, no script.</summary>
internal static class HtmlMail
{
    private const string Sans = "font-family:-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,'Noto Sans SC','PingFang SC','Microsoft YaHei',sans-serif";
    private const string Mono = "font-family:ui-monospace,'Cascadia Code',Menlo,Consolas,'Liberation Mono',monospace";
    private const string Ink = "#111827";
    private const string Pale = "#6b7280";
    private const string Line = "#e5e7eb";
    private const int ChartHeight = 44;

    public static string Write(MessageText message)
    {
        var html = new StringBuilder();
        var color = $"#{message.Color:x6}";
        html.Append(CultureInfo.InvariantCulture, $"""
            <!DOCTYPE html>
            <html lang="{message.Texts.Language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light"><title>{Encode(message.Title)}</title></head>
            <body style="margin:0;padding:0;background:#f3f4f6;{Sans};color:{Ink};font-size:14px;line-height:1.5">
            <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#f3f4f6"><tr><td align="center" style="padding:24px 12px">
            <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:680px;background:#ffffff;border:1px solid {Line};border-radius:10px;overflow:hidden;text-align:left">
            <tr><td style="height:5px;background:{color};font-size:0;line-height:0">&nbsp;</td></tr>
            <tr><td style="padding:22px 28px 4px">
            <span style="display:inline-block;padding:2px 10px;border-radius:999px;background:{color};color:#ffffff;font-size:12px;font-weight:600">{Encode(message.Texts.Name(message.Notification.Kind))}</span>
            <span style="color:{Pale};font-size:12px;padding-left:8px">{Encode(message.Notification.Cluster)} · {MessageText.Show(message.Notification.At)}</span>
            </td></tr>
            """);
        if (message.Error is { } error)
        {
            WriteError(html, message, error, color);
        }
        else
        {
            WriteMany(html, message);
        }

        foreach (var remark in message.Remarks)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td style=\"padding:4px 28px;color:{Pale}\">{Encode(remark)}</td></tr>\n");
        }

        if (message.Url is { } url)
        {
            html.Append(CultureInfo.InvariantCulture, $"""
                <tr><td style="padding:18px 28px 6px"><a href="{Encode(url.AbsoluteUri)}" style="display:inline-block;padding:9px 18px;border-radius:7px;background:{Ink};color:#ffffff;font-weight:600;text-decoration:none">{Encode(message.Texts.Open)}</a></td></tr>

                """);
        }

        html.Append(CultureInfo.InvariantCulture, $"""
            <tr><td style="padding:18px 28px 22px;color:{Pale};font-size:12px">{Encode(message.Texts.Footer(message.Notification.Cluster))}</td></tr>
            </table></td></tr></table></body></html>

            """);
        return html.ToString();
    }

    private static void WriteError(StringBuilder html, MessageText message, NotifiedError error, string color)
    {
        html.Append(CultureInfo.InvariantCulture, $"""
            <tr><td style="padding:10px 28px 0"><div style="font-size:20px;font-weight:700;line-height:1.3;word-break:break-word">{Encode(MessageText.ShortName(error.Type))}</div>
            <div style="{Mono};font-size:13px;color:{Pale};word-break:break-all">{Encode(error.Where)}</div></td></tr>
            <tr><td style="padding:14px 28px 0"><div style="padding:12px 14px;background:#f9fafb;border:1px solid {Line};border-left:4px solid {color};border-radius:6px;{Mono};font-size:13px;white-space:pre-wrap;word-break:break-word">{Encode(error.Message)}</div></td></tr>

            """);
        WriteNumbers(html, message, error, color);
        html.Append("<tr><td style=\"padding:12px 28px 0\"><table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\">\n");
        foreach (var (label, value) in message.Facts)
        {
            // Shown above.
            if (label != message.Texts.Message && label != message.Texts.Where && label != message.Texts.Count)
            {
                var font = label == message.Texts.Trace || label == message.Texts.Session ? $"{Mono};font-size:13px;" : string.Empty;
                html.Append(CultureInfo.InvariantCulture, $"""
                    <tr><td width="120" valign="top" style="padding:6px 12px 6px 0;border-top:1px solid {Line};color:{Pale};white-space:nowrap">{Encode(label)}</td><td style="padding:6px 0;border-top:1px solid {Line};{font}word-break:break-word">{Encode(value)}</td></tr>

                    """);
            }
        }

        html.Append("</table></td></tr>\n");
        if (message.Stack is { } stack)
        {
            html.Append(CultureInfo.InvariantCulture, $"""
                <tr><td style="padding:18px 28px 0"><div style="color:{Pale};padding-bottom:6px">{Encode(message.Texts.Stack)}</div>
                <div style="padding:12px 14px;background:#0f172a;border-radius:8px;{Mono};font-size:12px;line-height:1.6;color:#cbd5e1;white-space:pre-wrap;word-break:break-word">
                """);
            WriteStack(html, stack);
            html.Append("</div></td></tr>\n");
        }
    }

    // What is the game's own stands out from what called it.
    private static void WriteStack(StringBuilder html, string stack)
    {
        foreach (var line in stack.ReplaceLineEndings("\n").Split('\n'))
        {
            var text = line.Trim();
            var isFrame = text.StartsWith("at ", StringComparison.Ordinal);
            var style = !isFrame ? text.StartsWith("---", StringComparison.Ordinal) && text.EndsWith("---", StringComparison.Ordinal) ? "color:#64748b" : "color:#fca5a5;font-weight:600"
                : IsLibrary(text) ? "color:#64748b" : "color:#f8fafc";
            html.Append(CultureInfo.InvariantCulture, $"<div style=\"{style};{(isFrame ? "padding-left:14px" : string.Empty)}\">{Encode(text)}</div>");
        }
    }

    private static bool IsLibrary(string frame) => frame.StartsWith("at System.", StringComparison.Ordinal) || frame.StartsWith("at Microsoft.", StringComparison.Ordinal)
        || frame.StartsWith("at Orleans", StringComparison.Ordinal);

    private static void WriteNumbers(StringBuilder html, MessageText message, NotifiedError error, string color)
    {
        html.Append(CultureInfo.InvariantCulture, $"""
            <tr><td style="padding:16px 28px 0"><table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr>
            <td valign="bottom" style="padding-right:28px;white-space:nowrap"><div style="font-size:26px;font-weight:700;line-height:1.1">{NotificationTexts.Number(error.Count)}</div><div style="color:{Pale};font-size:12px">{Encode(message.Texts.Count)}</div></td>
            <td valign="bottom" style="padding-right:28px;white-space:nowrap"><div style="font-size:26px;font-weight:700;line-height:1.1">{NotificationTexts.Number((long)error.PerMinute)}</div><div style="color:{Pale};font-size:12px">{Encode(message.Texts.PerMinute)}</div></td>
            <td valign="bottom" width="100%">
            """);
        WriteChart(html, error.Series, color);
        html.Append(CultureInfo.InvariantCulture, $"<div style=\"color:{Pale};font-size:12px;text-align:right\">{Encode(message.Texts.LastHour)}</div></td></tr></table></td></tr>\n");
    }

    private static void WriteChart(StringBuilder html, int[] series, string color)
    {
        var max = series.Length == 0 ? 0 : series.Max();
        if (max == 0)
        {
            return;
        }

        html.Append("<table role=\"presentation\" align=\"right\" cellpadding=\"0\" cellspacing=\"0\"><tr>");
        foreach (var count in series)
        {
            // One error among thousands is still seen.
            var height = count == 0 ? 1 : Math.Max(3, (int)Math.Round((double)count / max * ChartHeight));
            html.Append(CultureInfo.InvariantCulture, $"<td valign=\"bottom\" height=\"{ChartHeight}\" style=\"padding:0 1px 0 0\"><div style=\"width:5px;height:{height}px;background:{(count == 0 ? Line : color)};font-size:0;line-height:0\"></div></td>");
        }

        html.Append("</tr></table><div style=\"clear:both\"></div>");
    }

    private static void WriteMany(StringBuilder html, MessageText message)
    {
        html.Append(CultureInfo.InvariantCulture, $"""
            <tr><td style="padding:10px 28px 10px;font-size:20px;font-weight:700;line-height:1.3">{Encode(message.Title)}</td></tr>
            <tr><td style="padding:0 28px"><table role="presentation" width="100%" cellpadding="0" cellspacing="0">

            """);
        foreach (var error in message.Notification.Errors)
        {
            var name = Encode($"{MessageText.ShortName(error.Type)} · {MessageText.ShortWhere(error.Where)}");
            name = error.Url is { } url ? $"<a href=\"{Encode(url.AbsoluteUri)}\" style=\"color:#1d4ed8;text-decoration:none\">{name}</a>" : name;
            var kind = message.Notification.Kind == NotificationKind.Digest && error.Kind != NotificationKind.New ? string.Empty
                : $"<span style=\"padding:1px 7px;border-radius:999px;background:#fee2e2;color:#991b1b;font-size:11px;font-weight:600;white-space:nowrap\">{Encode(message.Texts.Name(error.Kind))}</span>";
            html.Append(CultureInfo.InvariantCulture, $"""
                <tr><td valign="top" align="right" style="padding:10px 14px 10px 0;border-top:1px solid {Line};font-size:16px;font-weight:700;white-space:nowrap">{NotificationTexts.Number(error.Count)}</td>
                <td style="padding:10px 0;border-top:1px solid {Line};word-break:break-word"><div style="font-weight:600">{name} {kind}</div>
                <div style="{Mono};font-size:12px;color:{Pale}">{Encode(PlainText.Cut(PlainText.OneLine(error.Message), 160))}</div>
                <div style="font-size:12px;color:{Pale}">{Encode(string.Join(" · ", error.Modules.Take(3).Concat(error.Versions.TakeLast(1))))}</div></td></tr>

                """);
        }

        html.Append("</table></td></tr>\n");
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
