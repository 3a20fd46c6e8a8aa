using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Mqant.Operations.Notifications;

/// <summary>Custom bots of Feishu and Lark: a card of plain text, in which nothing can mention anybody; at most 20 KB, signed where the bot has a secret.</summary>
internal sealed class FeishuChannel(string name, NotificationChannelOptions options, NotificationTexts texts, TimeProvider time) : HttpChannel(name, options, texts)
{
    private const int MaxTitle = 200;
    private const int MaxStack = 4_000;
    private const int MaxText = 8_000;

    protected override JsonNode Write(Notification notification, MessageText message)
    {
        var elements = new JsonArray();
        AddText(string.Join('\n', message.Facts.Select(fact => $"{fact.Label}{message.Texts.Colon}{PlainText.Cut(PlainText.OneLine(fact.Value), 500)}")), MaxText);
        AddText(string.Join('\n', message.Lines.Select(static line => $"- {line.Text}")), MaxText);
        AddText(string.Join('\n', message.Remarks), MaxText);
        AddText(message.Stack ?? string.Empty, MaxStack);
        if (message.Url is { } console)
        {
            elements.Add(new JsonObject
            {
                ["tag"] = "action",
                ["actions"] = new JsonArray(new JsonObject
                {
                    ["tag"] = "button",
                    ["text"] = new JsonObject { ["tag"] = "plain_text", ["content"] = message.Texts.Open },
                    ["type"] = "primary",
                    ["url"] = console.AbsoluteUri,
                }),
            });
        }

        var body = new JsonObject
        {
            ["msg_type"] = "interactive",
            ["card"] = new JsonObject
            {
                ["config"] = new JsonObject { ["wide_screen_mode"] = true },
                ["header"] = new JsonObject
                {
                    ["title"] = new JsonObject { ["tag"] = "plain_text", ["content"] = PlainText.Cut(PlainText.OneLine(message.Title), MaxTitle) },
                    ["template"] = notification.Kind switch
                    {
                        NotificationKind.Digest => "blue",
                        NotificationKind.Growing or NotificationKind.Summary => "orange",
                        NotificationKind.Returned => "purple",
                        _ => "red",
                    },
                },
                ["elements"] = elements,
            },
        };
        if (Secret is { Length: > 0 } secret)
        {
            // The text that is signed is the key, and what it signs is empty.
            var timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            body["timestamp"] = timestamp;
            body["sign"] = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes($"{timestamp}\n{secret}"), Array.Empty<byte>()));
        }

        return body;

        void AddText(string text, int maxLength)
        {
            if (text.Length > 0)
            {
                elements.Add(new JsonObject { ["tag"] = "div", ["text"] = new JsonObject { ["tag"] = "plain_text", ["content"] = PlainText.Cut(text, maxLength) } });
            }
        }
    }

    protected override string? FindError(string answer) => FindError(answer, 0, "code", "StatusCode");
}
