using System.Text.Json.Nodes;

namespace Mqant.Operations.Notifications;

/// <summary>Incoming webhooks of Worktile: text.</summary>
internal sealed class WorktileChannel(string name, NotificationChannelOptions options, NotificationTexts texts) : HttpChannel(name, options, texts)
{
    private const int MaxText = 5_000;

    protected override JsonNode Write(Notification notification, MessageText message) => new JsonObject { ["text"] = PlainText.Write(message, MaxText) };

    // Where it answers with a code at all, that of success is the one of HTTP.
    protected override string? FindError(string answer) => answer.StartsWith('{') && answer.Contains("\"code\"", StringComparison.Ordinal) ? FindError(answer, 200, "code") : null;
}
