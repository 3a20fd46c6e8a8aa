using System.Text.Json.Nodes;

namespace Mqant.Operations.Notifications;

/// <summary>Robots of WeCom groups: Markdown of at most 4,096 bytes. They take 20 messages a minute.</summary>
internal sealed class WeComChannel(string name, NotificationChannelOptions options, NotificationTexts texts) : HttpChannel(name, options, texts)
{
    private const int MaxBytes = 4_096;

    protected override JsonNode Write(Notification notification, MessageText message) => new JsonObject
    {
        ["msgtype"] = "markdown",
        ["markdown"] = new JsonObject { ["content"] = PlainText.CutBytes(MarkdownText.Write(message), MaxBytes) },
    };

    protected override string? FindError(string answer) => FindError(answer, 0, "errcode");
}
