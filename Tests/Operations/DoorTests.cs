using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Mqant.Operations.Door;
using Xunit;

namespace Mqant.Tests.Operations;

/// <summary>The console's door, with somebody before it who has no business there.</summary>
public sealed class DoorTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>
{
    private const string PageHeader = "X-Mqant-Console";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("session")]
    [InlineData("overview")]
    [InlineData("players?user=alice")]
    [InlineData("audit")]
    [InlineData("log")]
    [InlineData("events")]
    [InlineData("/console/openapi/v1.json")]
    [InlineData("/console/docs/")]
    [InlineData("/console/orleans/")]
    [InlineData("/console/orleans/GrainState")]
    public async Task Anything_WithoutAToken_IsUnauthorized(string path)
    {
        using var nobody = console.Open();

        using var answer = await nobody.GetAsync(path);

        Assert.Contains("Nobody is signed in", await ConsoleClient.DetailOfAsync(answer, HttpStatusCode.Unauthorized), StringComparison.Ordinal);
        Assert.Contains("""signInMethods":["token"]""", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_ThatNobodyHas_IsUnauthorized_AlsoBesideAGoodCookie()
    {
        using var page = await SignInAsync(OperatedGame.AdminToken);

        using var answer = await page.GetAsync("session", ("Authorization", $"Bearer {OperatedGame.AdminToken}x"));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Page_WithoutAToken_ShowsItsFilesAndNothingElse()
    {
        using var nobody = console.Open();

        using var redirect = await nobody.GetAsync("/console");
        using var missing = await nobody.GetAsync("/console/no-such-file.js");

        Assert.Equal((HttpStatusCode.Redirect, "/console/"), (redirect.StatusCode, redirect.Headers.Location?.OriginalString));
        Assert.Contains("no such file", await ConsoleClient.DetailOfAsync(missing, HttpStatusCode.NotFound), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(OperatedGame.ViewerToken, "modules/NoModule/take-out", "operator", "vera is viewer")]
    [InlineData(OperatedGame.ViewerToken, "bans", "operator", "vera is viewer")]
    [InlineData(OperatedGame.ViewerToken, "broadcast", "operator", "vera is viewer")]
    [InlineData(OperatedGame.ViewerToken, "rooms/TestRoom/x/finish", "operator", "vera is viewer")]
    [InlineData(OperatedGame.OperatorToken, "processes/x/drain", "admin", "otto is operator")]
    public async Task Action_OfSomebodyWithALowerRole_IsRefusedAndAudited(string token, string path, string needed, string who)
    {
        using var caller = console.Open(token);

        var detail = await caller.RefusedAsync(HttpStatusCode.Forbidden, path);

        Assert.Equal($"This needs the role {needed}; {who}.", detail);
        var entries = await caller.ReadAsync("audit");
        Assert.Contains(entries.EnumerateArray(), entry => entry.GetProperty("outcome").GetString() == $"refused: {detail}" && entry.GetProperty("who").GetString() == who.Split(' ')[0]);
    }

    [Fact]
    public async Task RoomState_OfAViewer_IsRefused()
    {
        using var vera = console.Open(OperatedGame.ViewerToken);
        using var otto = console.Open(OperatedGame.OperatorToken);

        using var refused = await vera.GetAsync("rooms/TestRoom/nowhere/state");
        using var missing = await otto.GetAsync("rooms/TestRoom/nowhere/state");

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.NotFound), (refused.StatusCode, missing.StatusCode));
    }

    [Fact]
    public async Task Cookie_WithoutThePagesHeader_ChangesNothing()
    {
        using var page = await SignInAsync(OperatedGame.OperatorToken);

        var detail = await page.RefusedAsync(HttpStatusCode.Forbidden, "modules/Elsewhere/take-out", new { message = "x" });
        using var done = await page.PostAsync("modules/Elsewhere/take-out", new { message = "x" }, (PageHeader, "1"));

        Assert.Contains(PageHeader, detail, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, done.StatusCode);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "http://localhost:1")]
    [InlineData("Origin", "null")]
    public async Task Request_OfAnotherPage_IsRefused(string header, string value)
    {
        using var page = await SignInAsync(OperatedGame.OperatorToken);
        using var script = console.Open(OperatedGame.OperatorToken);

        foreach (var client in new[] { page, script })
        {
            Assert.Contains("only the console's own", await client.RefusedAsync(HttpStatusCode.Forbidden, "bans", null, null, (header, value), (PageHeader, "1")), StringComparison.Ordinal);
            Assert.Contains("only the console's own", await client.RefusedAsync(HttpStatusCode.Forbidden, "overview", null, HttpMethod.Get, (header, value)), StringComparison.Ordinal);
            Assert.Contains("only the console's own", await client.RefusedAsync(HttpStatusCode.Forbidden, "sign-in", new { token = "x" }, null, (header, value)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Request_OfTheConsolesOwnPage_IsServed()
    {
        using var page = await SignInAsync(OperatedGame.OperatorToken);

        using var answer = await page.PostAsync("sign-out", null, (PageHeader, "1"), ("Sec-Fetch-Site", "same-origin"), ("Origin", console.Management.GetLeftPart(UriPartial.Authority)));

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    [Theory]
    [InlineData("/console/")]
    [InlineData("/console/start?token=x")]
    [InlineData("/console/api/v1/overview")]
    [InlineData("/health/live")]
    [InlineData("/metrics")]
    public async Task Host_OfAnotherName_IsNotServed(string path)
    {
        using var rebound = console.Open(OperatedGame.AdminToken);

        foreach (var host in new[] { $"evil.example:{console.Management.Port}", "localhost.evil.example", "10.0.0.1" })
        {
            using var answer = await rebound.GetAsync(path, ("Host", host));
            Assert.Contains("not this one's", await ConsoleClient.DetailOfAsync(answer, HttpStatusCode.MisdirectedRequest), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/console/../console/api/v1/overview")]
    [InlineData("/console/orleans/../api/v1/overview")]
    [InlineData("/console/start/../api/v1/overview")]
    [InlineData("/console/%2e%2e/console/api/v1/overview")]
    [InlineData("/console/api/v1/sign-in/../overview")]
    [InlineData("/CONSOLE/API/V1/OVERVIEW")]
    [InlineData("/console//api/v1/overview")]
    [InlineData("//console/api/v1/overview")]
    [InlineData("/console/api%2fv1%2foverview")]
    [InlineData("/console/..%2f..%2f..%2fetc%2fpasswd")]
    [InlineData("/console/....//....//etc/passwd")]
    [InlineData("/console/%5c..%5c..%5cetc%5cpasswd")]
    [InlineData("/console/api/v1/overview%00")]
    [InlineData("/console/orleans/%2e%2e/api/v1/audit")]
    [InlineData("/console/orleans/GrainTypes/../GrainState")]
    public async Task Path_ThatPlaysTricks_ShowsNothing(string path)
    {
        // As it is: an HTTP client would tidy it up.
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, console.Management.Port, Cancel);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost:{console.Management.Port}\r\nConnection: close\r\n\r\n"), Cancel);
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync(Cancel);

        Assert.Matches("^HTTP/1.1 (400|401|404) ", answer);
        Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("processes", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/console/")]
    [InlineData("GET", "/console/api/v1/overview")]
    [InlineData("GET", "/console/api/v1/nothing")]
    [InlineData("PUT", "/console/api/v1/bans")]
    [InlineData("GET", "/health/live")]
    [InlineData("GET", "/nothing")]
    [InlineData("GET", "/console/start?token=wrong")]
    public async Task Answer_WhateverItIs_ForbidsWhatPagesDoNotNeed(string method, string path)
    {
        using var nobody = console.Open();
        using var ada = console.Open(OperatedGame.AdminToken);

        foreach (var client in new[] { nobody, ada })
        {
            using var answer = await client.SendAsync(new HttpMethod(method), path);
            Assert.Equal(
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
                Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("DENY", Assert.Single(answer.Headers.GetValues("X-Frame-Options")));
            Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
            Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Cross-Origin-Resource-Policy")));
            Assert.NotNull(answer.Headers.CacheControl);
        }
    }

    [Fact]
    public async Task Cookie_IsForThePageAlone()
    {
        using var page = console.Open();

        using var answer = await page.PostAsync("sign-in", new { token = OperatedGame.ViewerToken });

        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith($"mqant-console-{console.Management.Port}=", cookie, StringComparison.Ordinal);
        Assert.Contains("; path=/console; samesite=strict; httponly", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain(OperatedGame.HashOf(OperatedGame.ViewerToken), cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignOut_EndsTheCookieThatSomebodyKept()
    {
        using var page = await SignInAsync(OperatedGame.AdminToken);
        var kept = page.Cookies.Single();
        await page.ReadAsync("session");

        using var signedOut = await page.PostAsync("sign-out", null, (PageHeader, "1"));

        Assert.Equal(HttpStatusCode.NoContent, signedOut.StatusCode);
        using var thief = console.Open();
        using var answer = await thief.GetAsync("session", ("Cookie", $"{kept.Name}={kept.Value}"));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Body_TooLarge_IsRefused()
    {
        using var otto = console.Open(OperatedGame.OperatorToken);

        var detail = await otto.RefusedAsync(HttpStatusCode.RequestEntityTooLarge, "broadcast", new { to = "all", topic = "x", payload = new string('x', FailedRequests.MaxBody) });

        Assert.Contains("64 KiB", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_OfAForm_IsRefused()
    {
        using var otto = console.Open(OperatedGame.OperatorToken);

        Assert.Contains("JSON", await otto.RefusedAsync(HttpStatusCode.UnsupportedMediaType, "bans", new FormUrlEncodedContent([new("kind", "user")])), StringComparison.Ordinal);
        Assert.Contains("JSON", await otto.RefusedAsync(HttpStatusCode.BadRequest, "bans", new StringContent("{\"kind\":", Encoding.UTF8, "application/json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_HasNoTokensAndNoForgedLines()
    {
        using var otto = console.Open(OperatedGame.OperatorToken);
        using var page = await SignInAsync(OperatedGame.AdminToken);
        using var wrong = console.Open("a-secret-that-is-wrong-for-this-door");
        using var ignored = await wrong.GetAsync("session");

        await otto.DoAsync("modules/Forged/take-out", new { message = "one\n4610 Information: Console: ada (admin) from nowhere" });

        Assert.Contains(console.Log.Lines, static line => line.Contains("module.take-out Forged one 4610", StringComparison.Ordinal));
        foreach (var secret in new[] { OperatedGame.OperatorToken, OperatedGame.AdminToken, "a-secret-that-is-wrong" })
        {
            Assert.DoesNotContain(console.Log.Lines, line => line.Contains(secret, StringComparison.Ordinal));
        }
    }

    private async Task<ConsoleClient> SignInAsync(string token)
    {
        var page = console.Open();
        using var answer = await page.PostAsync("sign-in", new { token });
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        return page;
    }
}
