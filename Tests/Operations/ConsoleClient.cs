using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Xunit;

namespace Mqant.Tests.Operations;

/// <summary>Somebody who uses a console's API: with a token as a script does, or with a cookie as the page does.</summary>
internal sealed class ConsoleClient : IDisposable
{
    private const string Api = "/console/api/v1/";

    private readonly HttpClientHandler _handler = new() { AllowAutoRedirect = false };
    private readonly HttpClient _http;

    public ConsoleClient(Uri management, string? token = null)
    {
        _http = new HttpClient(_handler) { BaseAddress = management, Timeout = Deadline.Limit };
        if (token is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public CookieCollection Cookies => _handler.CookieContainer.GetCookies(new Uri(_http.BaseAddress!, "/console/"));

    /// <summary>Sends a request to a path of the port, or of the API where it begins with no slash.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path.StartsWith('/') || path.StartsWith("http", StringComparison.Ordinal) ? path : Api + path);
        if (body is not null)
        {
            request.Content = body as HttpContent ?? JsonContent.Create(body);
        }

        foreach (var (name, value) in headers)
        {
            if (name == "Host")
            {
                request.Headers.Host = value;
            }
            else
            {
                request.Headers.Add(name, value);
            }
        }

        return _http.SendAsync(request, Cancel);
    }

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    public Task<HttpResponseMessage> PostAsync(string path, object? body = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, body ?? new { }, headers);

    /// <summary>Reads what there is.</summary>
    public async Task<JsonElement> ReadAsync(string path)
    {
        using var response = await GetAsync(path);
        return await JsonOfAsync(response, HttpStatusCode.OK);
    }

    /// <summary>Does something that succeeds.</summary>
    public async Task<JsonElement> DoAsync(string path, object? body = null, HttpStatusCode status = HttpStatusCode.NoContent, HttpMethod? method = null)
    {
        using var response = await SendAsync(method ?? HttpMethod.Post, path, method == HttpMethod.Delete ? null : body ?? new { });
        return await JsonOfAsync(response, status);
    }

    /// <summary>Something that is refused; answers why.</summary>
    public async Task<string> RefusedAsync(HttpStatusCode status, string path, object? body = null, HttpMethod? method = null, params (string Name, string Value)[] headers)
    {
        using var response = await SendAsync(method ?? HttpMethod.Post, path, method is null ? body ?? new { } : body, headers);
        return await DetailOfAsync(response, status);
    }

    public static async Task<string> DetailOfAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(status == response.StatusCode, $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonSerializer.Deserialize<JsonElement>(text);
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        return problem.GetProperty("detail").GetString()!;
    }

    /// <summary>Reads events until one is the one that is waited for.</summary>
    public async Task<JsonElement> WaitForEventAsync(string type, Predicate<JsonElement> match)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        ending.CancelAfter(Deadline.Limit);
        var last = string.Empty;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Api + "events");
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ending.Token);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
            await foreach (var told in SseParser.Create(await response.Content.ReadAsStreamAsync(ending.Token)).EnumerateAsync(ending.Token))
            {
                if (told.EventType == type)
                {
                    last = told.Data;
                    var data = JsonSerializer.Deserialize<JsonElement>(told.Data);
                    if (match(data))
                    {
                        return data;
                    }
                }
            }
        }
        catch (OperationCanceledException) when (!Cancel.IsCancellationRequested)
        {
        }

        throw new TimeoutException($"Waited in vain for an event {type}; the last one was: {last}");
    }

    public void Dispose() => _http.Dispose();

    private static async Task<JsonElement> JsonOfAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(status == response.StatusCode, $"{(int)response.StatusCode}: {text}");
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }
}
