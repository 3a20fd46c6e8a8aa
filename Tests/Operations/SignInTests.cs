using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Mqant.Operations;
using Mqant.Operations.Door;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Operations;

/// <summary>The ways into the console that a process has, by its settings.</summary>
public sealed class SignInTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StartLink_SignsInOnce()
    {
        await using var output = new StringWriter();
        using var log = new CapturedLog();
        await using var game = await OperatedGame.StartWithoutSignInAsync(
            options =>
            {
                options.Settings["Logging:LogLevel:Microsoft.AspNetCore"] = "Trace";
                options.ConfigureServices(services => services.AddSingleton<ILoggerProvider>(log));
            },
            output);
        var management = game.Gateway.Services.Management();
        var link = output.ToString().Split(' ')[1];
        Assert.StartsWith($"http://localhost:{management.Port}/console/start?token=", link, StringComparison.Ordinal);
        using var first = new ConsoleClient(management);
        using var second = new ConsoleClient(management);

        using var prefetched = await first.GetAsync(link, ("Sec-Purpose", "prefetch"));
        using var entered = await first.GetAsync(link);
        using var replayed = await second.GetAsync(link);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, prefetched.StatusCode);
        Assert.Equal((HttpStatusCode.Redirect, "/console/"), (entered.StatusCode, entered.Headers.Location?.OriginalString));
        Assert.Contains("signs in once", await ConsoleClient.DetailOfAsync(replayed, HttpStatusCode.Forbidden), StringComparison.Ordinal);
        Assert.Empty(second.Cookies);
        Assert.Contains("signs in once", await second.RefusedAsync(HttpStatusCode.Forbidden, "/console/start?token=", method: HttpMethod.Get), StringComparison.Ordinal);
        var session = await first.ReadAsync("session");
        Assert.Equal(("start link", "admin"), (session.GetProperty("user").GetString(), session.GetProperty("role").GetString()));
        Assert.Equal("sign-in", (await first.ReadAsync("audit"))[0].GetProperty("action").GetString());
        Assert.NotEmpty(log.Lines);
        Assert.DoesNotContain(log.Lines, line => line.Contains(link.Split('=')[1], StringComparison.Ordinal));
    }

    [Fact]
    public async Task StartLink_WhereTokensAreConfigured_IsNotMade()
    {
        await using var output = new StringWriter();
        await using var game = await OperatedGame.StartWithoutSignInAsync(
            static options =>
            {
                options.Settings["Mqant:Console:Tokens:0:Name"] = "ada";
                options.Settings["Mqant:Console:Tokens:0:Hash"] = OperatedGame.HashOf("x");
            },
            output);

        Assert.Empty(output.ToString());
        using var client = new ConsoleClient(game.Gateway.Services.Management());
        await client.RefusedAsync(HttpStatusCode.Forbidden, "/console/start?token=", method: HttpMethod.Get);
    }

    [Fact]
    public async Task WrongTokens_TooMany_AreNotLookedAtForAWhile_ButWhoIsInStays()
    {
        await using var game = await OperatedGame.StartAsync();
        var management = game.Gateway.Services.Management();
        using var page = new ConsoleClient(management);
        using var entered = await page.PostAsync("sign-in", new { token = OperatedGame.ViewerToken });
        using var attacker = new ConsoleClient(management);
        for (var i = 0; i < SignInLimiter.PerAddress; i++)
        {
            await attacker.RefusedAsync(HttpStatusCode.Unauthorized, "sign-in", new { token = $"guess-{i}" });
        }

        using var right = await attacker.PostAsync("sign-in", new { token = OperatedGame.AdminToken });
        using var script = new ConsoleClient(management, OperatedGame.AdminToken);
        using var bearer = await script.GetAsync("session");

        Assert.Contains("Too many wrong tokens", await ConsoleClient.DetailOfAsync(right, HttpStatusCode.TooManyRequests), StringComparison.Ordinal);
        Assert.NotNull(right.Headers.RetryAfter);
        Assert.Contains("Too many wrong tokens", await ConsoleClient.DetailOfAsync(bearer, HttpStatusCode.TooManyRequests), StringComparison.Ordinal);
        Assert.Equal("vera", (await page.ReadAsync("session")).GetProperty("user").GetString());
    }

    [Fact]
    public void SignInLimiter_AfterItsWindow_ForgetsAnAddress()
    {
        var time = new FakeTimeProvider();
        var limiter = new SignInLimiter(time);
        for (var i = 0; i < SignInLimiter.PerAddress; i++)
        {
            Assert.Null(limiter.GetWait(IPAddress.Loopback));
            Assert.Equal(i == SignInLimiter.PerAddress - 1, limiter.Fail(IPAddress.Loopback));
        }

        Assert.Equal(SignInLimiter.Window, limiter.GetWait(IPAddress.Loopback));
        Assert.Null(limiter.GetWait(IPAddress.IPv6Loopback));
        time.Advance(SignInLimiter.Window);
        Assert.Null(limiter.GetWait(IPAddress.Loopback));
    }

    [Fact]
    public void SignInLimiter_OfManyAddresses_ShutsForAllButKnownOnes()
    {
        var limiter = new SignInLimiter(new FakeTimeProvider());
        var known = IPAddress.IPv6Loopback;
        limiter.Succeed(known);
        for (var i = 0; i < SignInLimiter.Overall; i++)
        {
            limiter.Fail(new IPAddress(i + 1));
        }

        Assert.NotNull(limiter.GetWait(IPAddress.Loopback));
        Assert.Null(limiter.GetWait(known));
    }

    [Fact]
    public async Task Token_TakenOutOfTheSettings_LetsNobodyInAnyMore()
    {
        var settings = new ChangingSettings();
        await using var game = await OperatedGame.StartAsync(options => options.Processes.Insert(0, builder => ((IConfigurationBuilder)builder.Configuration).Add(settings)));
        var management = game.Gateway.Services.Management();
        using var page = new ConsoleClient(management);
        using var entered = await page.PostAsync("sign-in", new { token = OperatedGame.AdminToken });
        using var script = new ConsoleClient(management, OperatedGame.AdminToken);
        await page.ReadAsync("session");
        await script.ReadAsync("session");

        settings.Change("Mqant:Console:Tokens:2:Hash", OperatedGame.HashOf("another"));

        using var byCookie = await page.GetAsync("session");
        using var byToken = await script.GetAsync("session");
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (byCookie.StatusCode, byToken.StatusCode));
        using var another = new ConsoleClient(management, "another");
        Assert.Equal("ada", (await another.ReadAsync("session")).GetProperty("user").GetString());
    }

    [Theory]
    [InlineData("*")]
    [InlineData("0.0.0.0")]
    public async Task Address_ThatOthersReach_WithoutASignIn_EndsTheStartWithItsKey(string address)
    {
        await using var silo = MqantProcess.Launch(Programs.Silo, [.. ProgramArguments.Silo, "--Mqant:Cluster:Mode=Embedded", $"--Mqant:Management:Address={address}"]);

        var reason = await silo.FailToStartAsync();

        Assert.Contains($"Mqant:Management:Address is '{address}'", reason, StringComparison.Ordinal);
        Assert.Contains("Mqant:Console:Tokens", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Mqant:Console:Tokens:0:Hash", "abc", "Tokens:0:Hash")]
    [InlineData("Mqant:Console:PublicUrl", "ops", "PublicUrl")]
    [InlineData("Mqant:Console:Proxies:0", "proxy", "Proxies")]
    [InlineData("Mqant:Console:OpenIdConnect:Authority", "http://login.example", "OpenIdConnect:Authority")]
    public void Settings_ThatAreWrong_AreRefusedByTheirKey(string key, string value, string named)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Mqant:Console:Tokens:0:Name"] = "ada",
            ["Mqant:Console:Tokens:0:Hash"] = OperatedGame.HashOf("x"),
            ["Mqant:Console:OpenIdConnect:ClientId"] = "console",
            [key] = value,
        };

        var refused = Assert.Throws<SettingsException>(() =>
            new ConfigurationBuilder().AddInMemoryCollection(settings).Build().ReadMqantOptions<ConsoleOptions>(ConsoleOptions.SectionName));

        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PublicUrl_WithoutASignIn_IsRefused()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("Mqant:Console:PublicUrl", "https://ops.example.com")]).Build();

        var refused = Assert.Throws<SettingsException>(() => settings.ReadMqantOptions<ConsoleOptions>(ConsoleOptions.SectionName));

        Assert.Contains("Mqant:Console:PublicUrl", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PublicUrl_IsTheOnlyOtherName_AndMakesCookiesSecure()
    {
        await using var game = await OperatedGame.StartAsync(static options => options.Settings["Mqant:Console:PublicUrl"] = "https://ops.example.com");
        using var client = new ConsoleClient(game.Gateway.Services.Management());

        using var signedIn = await client.PostAsync(
            "sign-in", new { token = OperatedGame.ViewerToken }, ("Host", "ops.example.com"), ("Origin", "https://ops.example.com"), ("X-Forwarded-For", "203.0.113.7"));
        using var other = await client.GetAsync("/console/", ("Host", "other.example.com"));

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.MisdirectedRequest), (signedIn.StatusCode, other.StatusCode));
        Assert.Contains("secure", Assert.Single(signedIn.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
        Assert.Contains("max-age", Assert.Single(signedIn.Headers.GetValues("Strict-Transport-Security")), StringComparison.Ordinal);
        using var vera = new ConsoleClient(game.Gateway.Services.Management(), OperatedGame.ViewerToken);
        Assert.Equal("203.0.113.7", (await vera.ReadAsync("audit"))[0].GetProperty("from").GetString());
    }

    private sealed class ChangingSettings : ConfigurationProvider, IConfigurationSource
    {
        public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

        public void Change(string key, string value)
        {
            Set(key, value);
            OnReload();
        }
    }
}
