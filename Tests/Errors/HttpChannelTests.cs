using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Web;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Mqant.Operations;
using Mqant.Operations.Notifications;
using Xunit;

namespace Mqant.Tests.Errors;

/// <summary>Each channel posts what its service documents, to a real web server.</summary>
public sealed class HttpChannelTests : IAsyncLifetime
{
    private const string Secret = "SECabc";
    private const string Evil = "<!channel> @everyone [x](http://evil) **bold** ``` <at user_id=\"all\">a</at>";

    private readonly FakeTimeProvider _time = new(NotificationSamples.At);
    private HttpReceiver _receiver = null!;

    public async ValueTask InitializeAsync() => _receiver = await HttpReceiver.StartAsync();

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Fact]
    public async Task DingTalk_WithSecret_IsSignedMarkdown()
    {
        var post = await SendAsync(NotificationChannelType.DingTalk, Secret);

        var query = HttpUtility.ParseQueryString(post.Query);
        var timestamp = _time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        Assert.Equal("abc", query["key"]);
        Assert.Equal(timestamp, query["timestamp"]);
        Assert.Equal(Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{timestamp}\n{Secret}"))), query["sign"]);
        Assert.Equal("markdown", (string?)post.Json["msgtype"]);
        Assert.Contains("InvalidOperationException", (string?)post.Json["markdown"]!["title"], StringComparison.Ordinal);
        Assert.Contains("4bf92f3577b34da6a3ce929d0e0e4736", (string?)post.Json["markdown"]!["text"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task DingTalk_WithoutSecret_IsNotSigned() => Assert.Equal("?key=abc", (await SendAsync(NotificationChannelType.DingTalk)).Query);

    [Fact]
    public async Task Feishu_WithSecret_IsSignedCardOfPlainText()
    {
        _receiver.Answer = (200, """{"code":0,"msg":"success"}""");
        var post = await SendAsync(NotificationChannelType.Feishu, Secret, message: Evil);

        var timestamp = _time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        Assert.Equal(timestamp, (string?)post.Json["timestamp"]);
        Assert.Equal(Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes($"{timestamp}\n{Secret}"), Array.Empty<byte>())), (string?)post.Json["sign"]);
        Assert.Equal("interactive", (string?)post.Json["msg_type"]);
        Assert.Equal("red", (string?)post.Json["card"]!["header"]!["template"]);
        Assert.DoesNotContain("lark_md", post.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WeCom_LongMessage_FitsInto4096Bytes()
    {
        var post = await SendAsync(NotificationChannelType.WeCom, message: string.Concat(Enumerable.Repeat("错误💥", 2_000)), language: NotificationLanguage.Zh);

        Assert.Equal("markdown", (string?)post.Json["msgtype"]);
        var content = (string)post.Json["markdown"]!["content"]!;
        Assert.InRange(Encoding.UTF8.GetByteCount(content), 1_000, 4_096);
        Assert.StartsWith("### 新错误", content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Slack_Markup_IsText()
    {
        _receiver.Answer = (200, "ok");
        var post = await SendAsync(NotificationChannelType.Slack, message: Evil + new string('x', 10_000));

        Assert.DoesNotContain("<!channel", post.Body, StringComparison.Ordinal);
        var blocks = post.Json["blocks"]!.AsArray();
        Assert.Equal("header", (string?)blocks[0]!["type"]);
        Assert.All(blocks, static block => Assert.True(((string?)block!["text"]?["text"] ?? string.Empty).Length <= 3_000));
        Assert.Equal("https://ops.example.com/console/#/errors/a1b2c3d4e5f60718", (string?)blocks[^1]!["elements"]![0]!["url"]);
    }

    [Fact]
    public async Task Discord_Message_MentionsNobody()
    {
        _receiver.Answer = (204, string.Empty);
        var post = await SendAsync(NotificationChannelType.Discord, message: Evil + new string('x', 10_000));

        Assert.Empty(post.Json["allowed_mentions"]!["parse"]!.AsArray());
        var embed = post.Json["embeds"]![0]!;
        Assert.True(((string)embed["description"]!).Length <= 4_096);
        Assert.True(((string)embed["title"]!).Length <= 256);

        // In the frames, which are a block of code, it is text.
        Assert.DoesNotContain("[x](http://evil)", ((string)embed["description"]!).Split("```")[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worktile_Message_IsText()
    {
        var post = await SendAsync(NotificationChannelType.Worktile);

        Assert.StartsWith("New error in Shop: InvalidOperationException · ChatGrain.SayAsync", (string?)post.Json["text"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Webhook_Message_IsSignedJson()
    {
        var post = await SendAsync(NotificationChannelType.Webhook, Secret);

        var signature = post.Headers[WebhookChannel.SignatureHeader];
        var timestamp = _time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        Assert.Equal($"t={timestamp},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{timestamp}.{post.Body}")))}", signature);
        Assert.Equal("new", (string?)post.Json["kind"]);
        Assert.Equal(1234, (int?)post.Json["errors"]![0]!["count"]);
        Assert.Equal("bob", (string?)post.Json["errors"]![0]!["sample"]!["user"]);
        Assert.Equal("application/json; charset=utf-8", post.Headers["Content-Type"]);
    }

    [Theory]
    [InlineData(NotificationChannelType.DingTalk, 200, """{"errcode":310000,"errmsg":"sign not match"}""")]
    [InlineData(NotificationChannelType.WeCom, 200, """{"errcode":45009,"errmsg":"api freq out of limit"}""")]
    [InlineData(NotificationChannelType.Feishu, 200, """{"code":19021,"msg":"sign match fail"}""")]
    [InlineData(NotificationChannelType.Slack, 404, "no_service")]
    [InlineData(NotificationChannelType.Discord, 429, """{"retry_after":3}""")]
    [InlineData(NotificationChannelType.Webhook, 302, "")]
    [InlineData(NotificationChannelType.DingTalk, 200, "<html>captive portal</html>")]
    public async Task Send_ServiceThatDoesNotTakeIt_Fails(NotificationChannelType type, int status, string body)
    {
        _receiver.Answer = (status, body);

        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(type, Secret));
    }

    [Fact]
    public async Task Send_MessageThatTheServiceRefuses_SaysSo()
    {
        _receiver.Answer = (400, "invalid_blocks");

        await Assert.ThrowsAsync<NotificationRefusedException>(() => SendAsync(NotificationChannelType.Slack));
    }

    [Theory]
    [InlineData(NotificationChannelType.DingTalk)]
    [InlineData(NotificationChannelType.Worktile)]
    [InlineData(NotificationChannelType.Slack)]
    [InlineData(NotificationChannelType.Feishu)]
    [InlineData(NotificationChannelType.WeCom)]
    [InlineData(NotificationChannelType.Discord)]
    [InlineData(NotificationChannelType.Webhook)]
    public async Task Send_Digest_NamesItsErrors(NotificationChannelType type)
    {
        _receiver.Answer = (200, """{"errcode":0,"code":0}""");
        _receiver.Answer = type == NotificationChannelType.Worktile ? (200, string.Empty) : _receiver.Answer;
        await Create(type, Secret, NotificationLanguage.En).SendAsync(NotificationSamples.Digest(), TestContext.Current.CancellationToken);

        var body = _receiver.Posts.Single().Body;
        Assert.Contains("Buy1Async", body, StringComparison.Ordinal);
        Assert.Contains("24,600", body, StringComparison.Ordinal);
    }

    private async Task<ReceivedPost> SendAsync(
        NotificationChannelType type, string? secret = null, string message = "Sequence contains no elements", NotificationLanguage language = NotificationLanguage.En)
    {
        await Create(type, secret, language).SendAsync(NotificationSamples.One(message: message), TestContext.Current.CancellationToken);
        return _receiver.Posts.Single();
    }

    private INotificationChannel Create(NotificationChannelType type, string? secret, NotificationLanguage language)
    {
        var options = new ErrorOptions { Language = language };
        options.Channels.Add("test", new NotificationChannelOptions { Type = type, Url = _receiver.Url, Secret = secret });
        return new OneChannel(new NotificationChannels(Options.Create(options), [], _time));
    }

    private sealed class OneChannel(NotificationChannels channels) : INotificationChannel
    {
        public string Name => "test";

        public Task SendAsync(Notification notification, CancellationToken cancellationToken) => channels.SendAsync(Name, notification, cancellationToken);
    }
}
