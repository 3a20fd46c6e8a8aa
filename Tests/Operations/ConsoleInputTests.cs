using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Mqant.Operations;
using Mqant.Operations.Door;
using Xunit;

namespace Mqant.Tests.Operations;

/// <summary>What the console's API does with what comes in, and what it says of itself.</summary>
public sealed partial class ConsoleInputTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("bans", """{"kind":"user","value":"","minutes":null,"reason":"x"}""", "'value' is missing")]
    [InlineData("bans", """{"kind":"user","value":"x","minutes":0,"reason":"x"}""", "'minutes'")]
    [InlineData("bans", """{"kind":"user","value":"x","minutes":1e300,"reason":"x"}""", "'minutes'")]
    [InlineData("bans", """{"kind":"user","value":"x","minutes":1,"reason":""}""", "'reason' is missing")]
    [InlineData("bans", """{"kind":"planet","value":"x","minutes":1,"reason":"x"}""", "kind")]
    [InlineData("bans", """{"kind":"address","value":"x","minutes":1,"reason":"x"}""", "address")]
    [InlineData("broadcast", """{"topic":"x","payload":1}""", "'to' is missing")]
    [InlineData("bans", """{"value":"x","minutes":5,"reason":"y"}""", "'kind' is missing")]
    [InlineData("bans", """{"kind":"user","value":"x","minute":5,"reason":"y"}""", "minute")]
    [InlineData("modules/Probe/take-out", """{"handlr":"HD_Echo"}""", "handlr")]
    [InlineData("broadcast", """{"to":"group","topic":"x","payload":1}""", "'name' is missing")]
    [InlineData("broadcast", """{"to":"all","topic":"a/+/b","payload":1}""", "'topic'")]
    [InlineData("broadcast", """{"to":"all","topic":"","payload":1}""", "'topic' is missing")]
    [InlineData("broadcast", """{"to":"all","topic":"x"}""", "'payload' is missing")]
    [InlineData("broadcast", """{"to":"module","name":"NoSuchModule","topic":"x","payload":1}""", "NoSuchModule")]
    [InlineData("modules/x%0Ay/take-out", """{"message":null,"handler":null}""", "'module'")]
    [InlineData("players/x/kick", """{"reason":null}""", "'reason' is missing")]
    [InlineData("players/x/message", """[]""", "JSON")]
    public async Task Action_WithWhatItCannotUse_SaysWhatIsExpected(string path, string body, string named)
    {
        using var otto = console.Open(OperatedGame.OperatorToken);

        var detail = await otto.RefusedAsync(HttpStatusCode.BadRequest, path, new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        Assert.Contains(named, detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("series?minutes=61", "'minutes'")]
    [InlineData("series?process=a&module=b", "one of them")]
    [InlineData("series?minutes=many", "minutes")]
    [InlineData("log?take=0", "'take'")]
    [InlineData("audit?take=201", "'take'")]
    [InlineData("audit?before=yesterday", "before")]
    [InlineData("rooms?take=1001", "'take'")]
    [InlineData("rooms?skip=-1", "'skip'")]
    [InlineData("groups?take=0", "'take'")]
    [InlineData("errors?status=bad", "'status'")]
    [InlineData("players", "one of")]
    [InlineData("players?user=a&session=b", "one of")]
    [InlineData("players?address=nowhere", "such as 192.0.2.0/24.")]
    public async Task Question_WithWhatItCannotUse_SaysWhatIsExpected(string path, string named)
    {
        using var vera = console.Open(OperatedGame.ViewerToken);

        Assert.Contains(named, await vera.RefusedAsync(HttpStatusCode.BadRequest, path, method: HttpMethod.Get), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("players/a/b/c")]
    public async Task Path_OfTheApiThatThereIsNot_IsAProblem(string path)
    {
        using var vera = console.Open(OperatedGame.ViewerToken);

        Assert.Contains("nothing at this path", await vera.RefusedAsync(HttpStatusCode.NotFound, path, method: HttpMethod.Get), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ScriptInWhatPlayersWrite_ComesBackAsJsonAlone()
    {
        const string Script = "<script>alert(1)</script>";
        using var mallory = await console.Game.ConnectAsync(Script, options: new ClientOptions { ClientId = "evil-\"><img src=x onerror=alert(1)>" });
        using var otto = console.Open(OperatedGame.OperatorToken);
        await otto.DoAsync($"modules/{Uri.EscapeDataString(Script)}/take-out", new { message = Script });

        foreach (var path in new[] { $"players?user={Uri.EscapeDataString(Script)}", $"users/{Uri.EscapeDataString(Script)}", "audit", "modules" })
        {
            using var answer = await otto.GetAsync(path);
            var text = await answer.Content.ReadAsStringAsync(Cancel);
            Assert.Equal((HttpStatusCode.OK, "application/json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
            Assert.DoesNotContain("<", text, StringComparison.Ordinal);
            Assert.Contains(JsonEncodedText.Encode(Script).ToString(), text, StringComparison.Ordinal);
        }

        await otto.DoAsync($"modules/{Uri.EscapeDataString(Script)}/bring-back", new { handler = (string?)null });
        await mallory.DisconnectAsync();
    }

    [Fact]
    public async Task Session_SaysWhatThePageMustKnow()
    {
        using var ada = console.Open(OperatedGame.AdminToken);

        var session = await ada.ReadAsync("session");

        Assert.Equal(("ada", "admin"), (session.GetProperty("user").GetString(), session.GetProperty("role").GetString()));
        Assert.Equal("http://jaeger.test:16686/trace/{traceId}", session.GetProperty("jaegerUrl").GetString());
        Assert.StartsWith("test-", session.GetProperty("cluster").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_TooManyOfOneCaller_AreTurnedAway_AndThoseOfOthersAreNot()
    {
        await using var game = await OperatedGame.StartAsync();
        using var vera = new ConsoleClient(game.Gateway.Services.Management(), OperatedGame.ViewerToken);
        using var otto = new ConsoleClient(game.Gateway.Services.Management(), OperatedGame.OperatorToken);
        using var nobody = new ConsoleClient(game.Gateway.Services.Management());
        HttpResponseMessage? refused = null;
        var served = 0;
        while (refused is null && served < 10_000)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => vera.GetAsync("session")));
            served += answers.Count(static answer => answer.StatusCode == HttpStatusCode.OK);
            refused = answers.FirstOrDefault(static answer => answer.StatusCode != HttpStatusCode.OK);
        }

        Assert.InRange(served, 300, 9_999);
        Assert.Equal(TimeSpan.FromSeconds(1), refused!.Headers.RetryAfter?.Delta);
        Assert.Contains("Too many requests", await ConsoleClient.DetailOfAsync(refused, HttpStatusCode.TooManyRequests), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await otto.GetAsync("session")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.GetAsync("session")).StatusCode);
    }

    [Fact]
    public async Task OpenApi_DescribesEveryEndpoint()
    {
        using var vera = console.Open(OperatedGame.ViewerToken);

        var document = await vera.ReadAsync("/console/openapi/v1.json");

        var paths = document.GetProperty("paths").EnumerateObject().Select(static path => path.Name).ToHashSet();
        foreach (var path in new[]
        {
            "session", "sign-in", "sign-out", "overview", "series", "modules", "modules/guide", "modules/{module}/take-out", "modules/{module}/bring-back", "players", "players/{session}",
            "players/{session}/message", "players/{session}/kick", "users/{user}", "bans", "bans/{id}", "rooms", "rooms/{module}/{key}", "rooms/{module}/{key}/state",
            "rooms/{module}/{key}/finish", "groups", "errors", "errors/{id}", "errors/{id}/resolve", "errors/{id}/reopen", "errors/{id}/mute", "errors/{id}/assign", "budgets", "audit", "log",
            "events", "broadcast", "processes/{id}/drain",
        })
        {
            Assert.Contains($"/console/api/v1/{path}", paths);
        }

        Assert.All(document.GetProperty("paths").EnumerateObject().SelectMany(static path => path.Value.EnumerateObject()), static operation =>
            Assert.NotEmpty(operation.Value.GetProperty("summary").GetString()!));
    }

    [Fact]
    public async Task ApiPage_TakesEverythingFromThisServer()
    {
        using var vera = console.Open(OperatedGame.ViewerToken);

        using var page = await vera.GetAsync("/console/docs/");
        var html = await page.Content.ReadAsStringAsync(Cancel);

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.DoesNotMatch("(src|href)=\"https?:", html);
        var policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        var nonce = Nonce().Match(policy).Groups["nonce"].Value;
        Assert.All(Script().Matches(html), script => Assert.Contains($"nonce=\"{nonce}\"", script.Value, StringComparison.Ordinal));
        foreach (Match source in Source().Matches(html))
        {
            using var script = await vera.GetAsync(new Uri(new Uri(console.Management, "/console/docs/"), source.Groups["source"].Value).PathAndQuery);
            Assert.Equal(HttpStatusCode.OK, script.StatusCode);
        }
    }

    [Fact]
    public async Task OrleansDashboard_IsBehindTheSameDoor()
    {
        using var vera = console.Open(OperatedGame.ViewerToken);

        using var redirect = await vera.GetAsync("/console/orleans");
        using var page = await vera.GetAsync("/console/orleans/");
        using var counters = await vera.GetAsync("/console/orleans/DashboardCounters");
        using var state = await vera.GetAsync("/console/orleans/GrainState?grainId=x&grainType=y");

        Assert.Equal("/console/orleans/", redirect.Headers.Location?.OriginalString);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (page.StatusCode, counters.StatusCode));
        Assert.Contains("Orleans Dashboard", await page.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Contains("admin", await ConsoleClient.DetailOfAsync(state, HttpStatusCode.Forbidden), StringComparison.Ordinal);
    }

    [GeneratedRegex("'nonce-(?<nonce>[^']+)'")]
    private static partial Regex Nonce();

    [GeneratedRegex("<script[^>]*>")]
    private static partial Regex Script();

    [GeneratedRegex("<script[^>]*src=\"(?<source>[^\"]+)\"")]
    private static partial Regex Source();
}
