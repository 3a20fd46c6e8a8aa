using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Mqant.Operations.Notifications;

/// <summary>
/// The message as JSON, in words too, to an address of one's own. Who receives it knows by the signature that it is from here and of now: <c>X-Mqant-Signature: t=…,v1=…</c>, the seconds since 1970
/// and the HMAC-SHA256 of them, a full stop and the body.
/// </summary>
internal sealed class WebhookChannel(string name, NotificationChannelOptions options, NotificationTexts texts, TimeProvider time) : HttpChannel(name, options, texts)
{
    public const string SignatureHeader = "X-Mqant-Signature";
    public const string IdHeader = "X-Mqant-Notification";

    private const int MaxText = 20_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    protected override JsonNode Write(Notification notification, MessageText message)
    {
        var body = JsonSerializer.SerializeToNode(notification, Json)!.AsObject();
        body["title"] = message.Title;
        body["text"] = PlainText.Write(message, MaxText);
        return body;
    }

    protected override void AddHeaders(HttpRequestHeaders headers, Notification notification, byte[] body)
    {
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret!), (byte[])[.. Encoding.UTF8.GetBytes($"{timestamp}."), .. body]);
        headers.Add(SignatureHeader, $"t={timestamp},v1={Convert.ToHexStringLower(signature)}");
        headers.Add(IdHeader, notification.Id);
    }
}
