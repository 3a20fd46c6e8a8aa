using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Mqant.Operations.Console;
using Mqant.Operations.Door;

namespace Mqant.Tests.Console;

/// <summary>
/// A server that speaks the console's API about a cluster that is not there, for the tests of its page: it serves the page's real files with the door's headers, remembers what it was asked, refuses
/// what it was told to, and can fall silent.
/// </summary>
internal sealed class MockConsole : IAsyncDisposable
{
    public const string Token = "a-token-of-the-tests";

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly string[] Roles = ["viewer", "operator", "admin"];

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<Channel<string>, bool> _streams = new();

    // Of all connections that there are; cancelled when they break.
    private CancellationTokenSource _connected = new();
    private readonly ConcurrentDictionary<string, (int Status, string Detail)> _refusals = [];
    private readonly ConcurrentQueue<string> _done = [];
    private readonly ConcurrentQueue<string> _read = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _beating;
    private volatile bool _away;

    private MockConsole(WebApplication app)
    {
        _app = app;
        _beating = BeatAsync();
    }

    /// <summary>What is asked about.</summary>
    public MockCluster Cluster { get; } = new();

    /// <summary>The role of whoever is signed in; null: nobody is.</summary>
    public string? Role { get; set; } = "admin";

    public string? JaegerUrl { get; set; } = "http://127.0.0.1:16686/trace/{traceId}";

    public IReadOnlyList<string> SignInMethods { get; set; } = ["token"];

    /// <summary>Where the page is.</summary>
    public Uri Address => new(new Uri(_app.Urls.First()), "/console/");

    /// <summary>What was asked to be done, in order: 'POST modules/Chat/take-out {…}'.</summary>
    public IReadOnlyList<string> Done => [.. _done];

    /// <summary>What was asked to be read: 'players?user=ann'.</summary>
    public IReadOnlyList<string> Read => [.. _read];

    public static async Task<MockConsole> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{port}");
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        var mock = new MockConsole(app);
        app.Use(static next => context => SecurityHeaders.UseAsync(context, next));
        app.UseRouting();
        var files = new ConsoleFiles();
        app.MapGet("/console/{**path}", (string? path, HttpContext context) => files.Get(path, context));
        app.Map("/console/api/v1/{**what}", (RequestDelegate)mock.AnswerAsync);
        await app.StartAsync();
        return mock;
    }

    /// <summary>Refuses a request from now on: 'POST bans'. With a status of 401 whoever asks is signed out by it.</summary>
    public void Refuse(string request, int status, string detail) => _refusals[request] = (status, detail);

    /// <summary>Tells everyone who listens.</summary>
    public void Tell(string type, JsonNode data)
    {
        foreach (var stream in _streams.Keys)
        {
            stream.Writer.TryWrite($"event: {type}\ndata: {data.ToJsonString(JsonSerializerOptions.Web)}\n\n");
        }
    }

    /// <summary>Breaks all connections, and those to come.</summary>
    public void GoAway()
    {
        _away = true;
        Interlocked.Exchange(ref _connected, new CancellationTokenSource()).Cancel();
    }

    public void ComeBack() => _away = false;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        GoAway();
        await _beating;
        await _app.DisposeAsync();
        _stopping.Dispose();
        _connected.Dispose();
    }

    private async Task BeatAsync()
    {
        using var timer = new PeriodicTimer(Beat);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                Cluster.Live();
                Tell("overview", Cluster.Overview());
            }
        }
        catch (OperationCanceledException)
        {
            // The tests are over.
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var what = context.Features.Get<IHttpRequestFeature>()!.RawTarget["/console/api/v1/".Length..];
        if (_away)
        {
            context.Abort();
            return;
        }

        if (_refusals.TryGetValue($"{context.Request.Method} {what}", out var refusal))
        {
            if (refusal.Status == StatusCodes.Status401Unauthorized)
            {
                Role = null;
            }

            await RefuseAsync(context, refusal.Status, refusal.Detail);
        }
        else if (what == "sign-in")
        {
            await SignInAsync(context);
        }
        else if (Role is null)
        {
            await RefuseAsync(context, StatusCodes.Status401Unauthorized, "Sign in.");
        }
        else if (HttpMethods.IsGet(context.Request.Method))
        {
            await ReadAsync(context, what);
        }
        else
        {
            await DoAsync(context, what);
        }
    }

    private async Task ReadAsync(HttpContext context, string what)
    {
        if (what == "events")
        {
            await StreamAsync(context);
            return;
        }

        _read.Enqueue(what);
        var answer = what == "session" ? Session() : Cluster.Answer(what);
        await (answer is null ? RefuseAsync(context, StatusCodes.Status404NotFound, $"There is no {Uri.UnescapeDataString(what)}.") : WriteAsync(context, answer));
    }

    private async Task DoAsync(HttpContext context, string what)
    {
        var needed = what == "sign-out" ? "viewer" : what.EndsWith("/drain", StringComparison.Ordinal) ? "admin" : "operator";
        if (context.Request.Headers["X-Mqant-Console"] != "1" || (context.Request.Headers["Sec-Fetch-Site"] is [{ } site] && site != "same-origin"))
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, "With the console's cookie this needs the header 'X-Mqant-Console: 1'.");
            return;
        }

        if (Array.IndexOf(Roles, Role) < Array.IndexOf(Roles, needed))
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, $"This needs the role {needed}.");
            return;
        }

        var body = await ReadBodyAsync(context);
        _done.Enqueue($"{context.Request.Method} {Uri.UnescapeDataString(what)}{(body is null or "{}" ? string.Empty : $" {body}")}");
        if (what == "sign-out")
        {
            Role = null;
        }

        if (Cluster.Act(context.Request.Method, Uri.UnescapeDataString(what), body is null ? null : JsonNode.Parse(body)) is { } answer)
        {
            await WriteAsync(context, answer);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    private async Task SignInAsync(HttpContext context)
    {
        var body = JsonNode.Parse(await ReadBodyAsync(context) ?? "{}");
        if (body?["token"]?.GetValue<string>() != Token)
        {
            await RefuseAsync(context, StatusCodes.Status401Unauthorized, "Nobody has this token.");
            return;
        }

        Role = "admin";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task StreamAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        var stream = Channel.CreateUnbounded<string>();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token, Volatile.Read(ref _connected).Token);
        stream.Writer.TryWrite($"event: overview\ndata: {Cluster.Overview().ToJsonString(JsonSerializerOptions.Web)}\n\n");
        _streams[stream] = true;
        try
        {
            await foreach (var text in stream.Reader.ReadAllAsync(ended.Token))
            {
                await context.Response.WriteAsync(text, ended.Token);
                await context.Response.Body.FlushAsync(ended.Token);
            }
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
        finally
        {
            _streams.TryRemove(stream, out _);
        }
    }

    private JsonObject Session() => new()
    {
        ["user"] = "alice",
        ["role"] = Role,
        ["signInMethods"] = new JsonArray([.. SignInMethods.Select(static method => (JsonNode)method)]),
        ["cluster"] = "harbour",
        ["version"] = "0.1.0",
        ["jaegerUrl"] = JaegerUrl,
        ["grafanaUrl"] = "http://127.0.0.1:3000/",
    };

    private async Task RefuseAsync(HttpContext context, int status, string detail)
    {
        var problem = new JsonObject { ["title"] = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status), ["status"] = status, ["detail"] = detail };
        if (status == StatusCodes.Status401Unauthorized)
        {
            problem["signInMethods"] = Session()["signInMethods"]!.DeepClone();
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/problem+json";
        await context.Response.WriteAsync(problem.ToJsonString(JsonSerializerOptions.Web), context.RequestAborted);
    }

    private static async Task WriteAsync(HttpContext context, JsonNode answer)
    {
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer.ToJsonString(JsonSerializerOptions.Web), context.RequestAborted);
    }

    private static async Task<string?> ReadBodyAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync(context.RequestAborted);
        return text.Length == 0 ? null : text;
    }
}
