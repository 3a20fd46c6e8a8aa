using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Mqant.Operations.Notifications;

/// <summary>Discord's webhooks: one embed, within Discord's limits of 256 characters of a title and 4,096 of a description, that mentions nobody.</summary>
internal sealed partial class DiscordChannel(string name, NotificationChannelOptions options, NotificationTexts texts) : HttpChannel(name, options, texts)
{
    private const int MaxTitle = 256;
    private const int MaxDescription = 4_096;
    private const int MaxStack = 2_000;
    private const string Fence = "```";

    protected override JsonNode Write(Notification notification, MessageText message)
    {
        var lines = message.Facts.Select(fact => $"**{Escape(fact.Label)}**{message.Texts.Colon}{Escape(PlainText.Cut(PlainText.OneLine(fact.Value), 300))}")
            .Concat(message.Lines.Select(line => $"- {(line.Error.Url is { } url ? $"[{Escape(line.Text)}]({url.AbsoluteUri})" : Escape(line.Text))}"))
            .Concat(message.Remarks.Select(Escape));
        var head = PlainText.Cut(string.Join('\n', lines), MaxDescription - MaxStack - 20);
        var stack = message.Stack is { } frames ? $"\n{Fence}\n{PlainText.Cut(frames.Replace(Fence, "'''", StringComparison.Ordinal), MaxStack)}\n{Fence}" : string.Empty;
        var embed = new JsonObject
        {
            ["title"] = PlainText.Cut(Escape(PlainText.OneLine(message.Title)), MaxTitle),
            ["description"] = head + stack,
            ["color"] = message.Color,
            ["timestamp"] = notification.At.UtcDateTime.ToString("O"),
        };
        if (message.Url is { } console)
        {
            embed["url"] = console.AbsoluteUri;
        }

        return new JsonObject { ["embeds"] = new JsonArray(embed), ["allowed_mentions"] = new JsonObject { ["parse"] = new JsonArray() } };
    }

    private static string Escape(string text) => Markup().Replace(text, @"\$0");

    [GeneratedRegex(@"[\\*_~`|>\[\]()<#]")]
    private static partial Regex Markup();
}
