using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Mqant.Tests.Infrastructure;
using Mqant.Tests.Protocol;
using Xunit;

namespace Mqant.Tests.Pages;

/// <summary>The pages as an HTTP client sees them.</summary>
public sealed class WebPagesTests(SharedGateway shared) : GatewayTest(shared)
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/chat/", "text/html")]
    [InlineData("/hitball/", "text/html")]
    [InlineData("/xaxb/", "text/html")]
    [InlineData("/mqant/chat/index.html", "text/html")]
    [InlineData("/mqant/hitball/index.html", "text/html")]
    [InlineData("/style.css", "text/css")]
    [InlineData("/mqant.js", "text/javascript")]
    [InlineData("/mqant/mqant.js", "text/javascript")]
    [InlineData("/favicon.svg", "image/svg+xml")]
    public async Task Files_ComeWithTheirTypeAndAreAskedForAgain(string path, string type)
    {
        using var response = await GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
        Assert.True(response.Headers.CacheControl?.NoCache);
        Assert.NotNull(response.Headers.ETag);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Contains("default-src 'self'", Assert.Single(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/config.json")]
    [InlineData("/mqant/config.json")]
    public async Task Config_TellsTheWebSocketPort(string path)
    {
        using var response = await GetAsync(path);

        var config = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(Gateway.WebSocket.Port, config.GetProperty("webSocketPort").GetInt32());
    }

    [Theory]
    [InlineData("/lib/")]
    [InlineData("/lib")]
    [InlineData("/appsettings.json")]
    [InlineData("/../appsettings.json")]
    [InlineData("/chat/../../appsettings.json")]
    [InlineData("/%2e%2e/appsettings.json")]
    [InlineData("/..%2fappsettings.json")]
    [InlineData("/%2e%2e%2fappsettings.json")]
    [InlineData("/..\\appsettings.json")]
    [InlineData("/mqant/../../appsettings.json")]
    [InlineData("//etc/passwd")]
    public async Task NothingElse_IsServed(string target)
    {
        // HttpClient would tidy the path up before it sends it.
        using var client = new TcpClient();
        await client.ConnectAsync(Gateway.Http, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);

        var answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken).WithinDeadline("the answer");

        Assert.DoesNotContain(" 200 ", answer.Split('\n')[0], StringComparison.Ordinal);
        Assert.DoesNotContain("LogLevel", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_SwitchedOff_AreNotThere()
    {
        await using var gateway = await EmbeddedGateway.StartAsync("--Mqant:Demos:Pages=false");

        foreach (var path in new[] { "/", "/chat/", "/config.json", "/mqant/chat/index.html" })
        {
            using var response = await GetAsync(path, gateway);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }

        using var health = await GetAsync("/health/ready", gateway);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    private Task<HttpResponseMessage> GetAsync(string path, IGateway? gateway = null)
        => Http.GetAsync(new Uri($"http://{(gateway ?? Gateway).Http}{path}"), TestContext.Current.CancellationToken);
}
