using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Mqant.Tests.Errors;

/// <summary>A real web server that takes what is posted to it.</summary>
internal sealed class HttpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ReceivedPost> _posts = new();
    private readonly SemaphoreSlim _arrived = new(0);

    private HttpReceiver(WebApplication app) => _app = app;

    public Uri Url => new($"{_app.Urls.First()}/hook?key=abc");

    public IReadOnlyCollection<ReceivedPost> Posts => _posts;

    /// <summary>What is answered: a status and a body.</summary>
    public (int Status, string Body) Answer { get; set; } = (200, """{"errcode":0,"errmsg":"ok"}""");

    public static async Task<HttpReceiver> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        var receiver = new HttpReceiver(app);
        app.MapPost("/hook", async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var post = new ReceivedPost(
                context.Request.QueryString.Value!, await reader.ReadToEndAsync(), context.Request.Headers.ToDictionary(static header => header.Key, static header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase));
            var (status, body) = receiver.Answer;
            context.Response.StatusCode = status;
            if (body.Length > 0)
            {
                await context.Response.WriteAsync(body);
            }

            receiver._posts.Enqueue(post);
            receiver._arrived.Release();
        });
        await app.StartAsync();
        return receiver;
    }

    /// <summary>Completes when one more has come.</summary>
    public async Task<ReceivedPost> NextAsync()
    {
        await _arrived.WaitAsync().WithinDeadline("a post");
        return _posts.Last();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _arrived.Dispose();
    }
}
