using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Mqant.Operations.Notifications;

/// <summary>Custom robots of DingTalk: Markdown of at most 20,000 bytes, signed where the robot has a secret. They take 20 messages a minute.</summary>
internal sealed class DingTalkChannel(string name, NotificationChannelOptions options, NotificationTexts texts, TimeProvider time) : HttpChannel(name, options, texts)
{
    private const int MaxBytes = 18_000;
    private const int MaxTitle = 100;

    protected override JsonNode Write(Notification notification, MessageText message) => new JsonObject
    {
        ["msgtype"] = "markdown",
        ["markdown"] = new JsonObject
        {
            ["title"] = PlainText.Cut(PlainText.OneLine(message.Title), MaxTitle),
            ["text"] = PlainText.CutBytes(MarkdownText.Write(message), MaxBytes),
        },
    };

    protected override Uri Sign(Uri url)
    {
        if (Secret is not { Length: > 0 } secret)
        {
            return url;
        }

        var timestamp = time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var sign = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{timestamp}\n{secret}")));
        return new UriBuilder(url)
        {
            Query = $"{url.Query.TrimStart('?')}{(url.Query.Length > 1 ? "&" : string.Empty)}timestamp={timestamp}&sign={Uri.EscapeDataString(sign)}",
        }.Uri;
    }

    protected override string? FindError(string answer) => FindError(answer, 0, "errcode");
}
