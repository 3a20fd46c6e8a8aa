using System.Text.Json.Nodes;

namespace Mqant.Operations.Notifications;

/// <summary>Slack's incoming webhooks: blocks, within Slack's limits of 50 blocks, 150 characters of a header and 3,000 of a section.</summary>
internal sealed class SlackChannel(string name, NotificationChannelOptions options, NotificationTexts texts) : HttpChannel(name, options, texts)
{
    private const int MaxHeader = 150;
    private const int MaxSection = 3_000;

    protected override JsonNode Write(Notification notification, MessageText message)
    {
        var blocks = new JsonArray(new JsonObject
        {
            ["type"] = "header",
            ["text"] = new JsonObject { ["type"] = "plain_text", ["text"] = PlainText.Cut(PlainText.OneLine(message.Title), MaxHeader), ["emoji"] = false },
        });
        if (message.Facts.Count > 0)
        {
            blocks.Add(Section(string.Join('\n', message.Facts.Select(fact => $"*{Escape(fact.Label)}*{message.Texts.Colon}{Escape(PlainText.Cut(PlainText.OneLine(fact.Value), 400))}"))));
        }

        foreach (var lines in message.Lines.Chunk(5))
        {
            blocks.Add(Section(string.Join('\n', lines.Select(line => line.Error.Url is { } url
                ? $"• <{Escape(url.AbsoluteUri)}|{Escape(line.Text)}>\n   {Escape(PlainText.Cut(PlainText.OneLine(line.Error.Message), 200))}"
                : $"• {Escape(line.Text)}\n   {Escape(PlainText.Cut(PlainText.OneLine(line.Error.Message), 200))}"))));
        }

        if (message.Stack is { } stack)
        {
            const string Fence = "```";
            blocks.Add(Section($"{Fence}{PlainText.Cut(Escape(stack).Replace(Fence, "'''", StringComparison.Ordinal), MaxSection - (2 * Fence.Length))}{Fence}"));
        }

        if (message.Remarks.Count > 0)
        {
            blocks.Add(Section(Escape(string.Join('\n', message.Remarks))));
        }

        if (message.Url is { } console)
        {
            blocks.Add(new JsonObject
            {
                ["type"] = "actions",
                ["elements"] = new JsonArray(new JsonObject
                {
                    ["type"] = "button",
                    ["text"] = new JsonObject { ["type"] = "plain_text", ["text"] = message.Texts.Open },
                    ["url"] = console.AbsoluteUri,
                }),
            });
        }

        // What notifications of the phone show.
        return new JsonObject { ["text"] = Escape(message.Title), ["blocks"] = blocks };
    }

    private static JsonObject Section(string text) => new()
    {
        ["type"] = "section",
        ["text"] = new JsonObject { ["type"] = "mrkdwn", ["text"] = PlainText.Cut(text, MaxSection), ["verbatim"] = true },
    };

    // All that has a meaning to Slack begins with one of these: <!channel>, <@user>, links.
    private static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
