using System.Net;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mqant.Operations.Notifications;

/// <summary>A channel whose service takes JSON over HTTP.</summary>
internal abstract class HttpChannel : INotificationChannel, IDisposable
{
    private const int MaxAnswer = 64 * 1024;

    // Readable in logs of whoever receives it; it is no part of a page.
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly HttpClient _http;
    private readonly Uri _url;
    private readonly NotificationTexts _texts;

    protected HttpChannel(string name, NotificationChannelOptions options, NotificationTexts texts)
    {
        Name = name;
        Secret = options.Secret;
        _url = options.Url!;
        _texts = texts;

        // An address holds a key, which is nobody's whom the service would point to.
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            MaxResponseContentBufferSize = MaxAnswer,
        };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("Mqant.Orleans");
    }

    public string Name { get; }

    /// <summary>What messages are signed with; null where they are not.</summary>
    protected string? Secret { get; }

    public async Task SendAsync(Notification notification, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(Write(notification, MessageText.Of(notification, _texts)), Json);
        using var request = new HttpRequestMessage(HttpMethod.Post, Sign(_url));
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        AddHeaders(request.Headers, notification, body);
        using var response = await _http.SendAsync(request, cancellationToken);
        var answer = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            var reason = $"The service answered {(int)response.StatusCode}{(answer.Length > 0 ? $": {PlainText.Cut(PlainText.OneLine(answer), 200)}" : ".")}";
            throw response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity
                ? new NotificationRefusedException(reason)
                : new HttpRequestException(reason, inner: null, response.StatusCode);
        }

        if (FindError(answer) is { } error)
        {
            throw new HttpRequestException($"The service answered {PlainText.Cut(PlainText.OneLine(error), 200)}");
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>The message in the form of the service.</summary>
    protected abstract JsonNode Write(Notification notification, MessageText message);

    /// <summary>The address to send to.</summary>
    protected virtual Uri Sign(Uri url) => url;

    protected virtual void AddHeaders(HttpRequestHeaders headers, Notification notification, byte[] body)
    {
    }

    /// <summary>What an answer with a good status says of an error, or null.</summary>
    protected virtual string? FindError(string answer) => null;

    /// <summary>What an answer says when a member of it is another number than the one that means success.</summary>
    protected static string? FindError(string answer, int success, params string[] members)
    {
        try
        {
            if (JsonNode.Parse(answer) is JsonObject said)
            {
                foreach (var member in members)
                {
                    if (said[member] is JsonValue code && code.TryGetValue<int>(out var number))
                    {
                        return number == success ? null : answer;
                    }
                }
            }
        }
        catch (JsonException)
        {
            // Something between here and the service: what it says is no success.
        }

        return answer.Length > 0 ? answer : null;
    }
}
