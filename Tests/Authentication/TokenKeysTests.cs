using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Mqant.Gateway.Tokens;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Authentication;

/// <summary>Keys that are somewhere else, and are not always there.</summary>
public sealed class TokenKeysTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly CapturedLog _log = new();
    private readonly TokenIssuer _issuer = new();
    private WebApplication _app = null!;
    private string? _document;
    private int _asked;

    private DateTimeOffset Soon => _time.GetUtcNow() + TimeSpan.FromMinutes(5);

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/keys", () =>
        {
            Interlocked.Increment(ref _asked);
            return _document is { } document ? Results.Text(document) : Results.StatusCode((int)HttpStatusCode.ServiceUnavailable);
        });
        await _app.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _issuer.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task Keys_ThatWereNeverThere_LeaveTokensUndecided_AndAreReadWhenTheyAre()
    {
        using var keys = Create(out var validator);
        var token = _issuer.Issue("alice", Soon);

        Assert.True((await validator.CheckAsync(token)).IsUnavailable);
        Assert.Contains(_log.Lines, static line => line.StartsWith("2751 Warning:", StringComparison.Ordinal) && line.Contains("Mqant:Authentication:Jwt:KeysUrl", StringComparison.Ordinal));

        // Not with every client that knocks.
        _document = _issuer.KeySet;
        Assert.True((await validator.CheckAsync(token)).IsUnavailable);
        Assert.Equal(1, _asked);

        _time.Advance(TokenKeys.ReadAgainAfter);
        Assert.Equal("alice", (await validator.CheckAsync(token)).Identity?.UserId);
        Assert.Contains(_log.Lines, static line => line.StartsWith("2752 Information:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Keys_ThatCannotBeReadAgain_CountAsTheyWere_AndThatIsSaidOnce()
    {
        _document = _issuer.KeySet;
        using var keys = Create(out var validator);
        Assert.NotNull((await validator.CheckAsync(_issuer.Issue("alice", Soon))).Identity);

        _document = null;
        for (var i = 0; i < 3; i++)
        {
            _time.Advance(TokenKeys.ReadAgainAfter);
            Assert.False(await keys.ReadAgainAsync());
        }

        Assert.NotNull((await validator.CheckAsync(_issuer.Issue("alice", Soon))).Identity);
        Assert.Single(_log.Lines, static line => line.StartsWith("2751", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Keys_AreReadAgainFromTimeToTime()
    {
        _document = _issuer.KeySet;
        using var keys = Create(out var validator);
        await keys.StartingAsync(TestContext.Current.CancellationToken);
        Assert.NotNull((await validator.CheckAsync(_issuer.Issue("alice", Soon))).Identity);
        using var next = new TokenIssuer();
        _document = next.KeySet;

        _time.Advance(TimeSpan.FromHours(1));
        await keys.ReadAgainAsync();

        Assert.Null((await validator.CheckAsync(_issuer.Issue("alice", Soon))).Identity);
        Assert.NotNull((await validator.CheckAsync(next.Issue("alice", Soon))).Identity);
    }

    [Fact]
    public async Task Key_ThatATokenNamesAndNobodyKnows_HasThemReadAgain_ButNotForEveryToken()
    {
        _document = _issuer.KeySet;
        using var keys = Create(out var validator);
        Assert.NotNull((await validator.CheckAsync(_issuer.Issue("alice", Soon))).Identity);
        using var next = new TokenIssuer("key-2");
        _document = next.KeySet;
        _time.Advance(TokenKeys.ReadAgainAfter);

        Assert.Equal("alice", (await validator.CheckAsync(next.Issue("alice", Soon))).Identity?.UserId);

        var asked = _asked;
        using var nobody = new TokenIssuer("key-3");
        for (var i = 0; i < 10; i++)
        {
            Assert.Null((await validator.CheckAsync(nobody.Issue("alice", Soon))).Identity);
        }

        Assert.Equal(asked, _asked);
    }

    private TokenKeys Create(out TokenValidator validator)
    {
        var options = Options.Create(new AuthenticationOptions
        {
            Jwt = { Issuer = TokenIssuer.Name, Audience = TokenIssuer.Audience, KeysUrl = $"{_app.Urls.First()}/keys" },
        });
        var keys = new TokenKeys(options, _time, new Logger<TokenKeys>(new LoggerFactory([_log])));
        validator = new TokenValidator(options, keys, _time, NullLogger<TokenValidator>.Instance);
        return keys;
    }
}
