using System.Net;
using Xunit;

namespace Mqant.Tests.Operations;

/// <summary>Signing in to the console at an OpenID Connect provider.</summary>
public sealed class OpenIdConnectTests
{
    [Theory]
    [InlineData("role", "operator", "operator")]
    [InlineData("groups", "ops-admins", "admin")]
    public async Task SignIn_WithARoleAtTheProvider_HasItHere(string claim, string value, string role)
    {
        await using var provider = await OpenIdProvider.StartAsync();
        await using var game = await StartAsync(provider, claim);
        provider.User = new() { ["sub"] = "user-1", ["preferred_username"] = "grace", [claim] = new[] { "something-else", value } };
        using var page = new ConsoleClient(game.Gateway.Services.Management());
        Assert.Contains("""["openIdConnect"]""", await (await page.GetAsync("session")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);

        using var entered = await FollowAsync(page);

        Assert.Equal((HttpStatusCode.Redirect, "/console/"), (entered.StatusCode, entered.Headers.Location?.OriginalString));
        var session = await page.ReadAsync("session");
        Assert.Equal(("grace", role), (session.GetProperty("user").GetString(), session.GetProperty("role").GetString()));
        Assert.Equal("openIdConnect", (await page.ReadAsync("audit"))[0].GetProperty("detail").GetString());
    }

    [Fact]
    public async Task SignIn_WithoutARoleAtTheProvider_IsRefused()
    {
        await using var provider = await OpenIdProvider.StartAsync();
        await using var game = await StartAsync(provider, "role");
        provider.User = new() { ["sub"] = "user-1", ["role"] = "janitor" };
        using var page = new ConsoleClient(game.Gateway.Services.Management());

        using var refused = await FollowAsync(page);

        Assert.Contains("None of your roles", await ConsoleClient.DetailOfAsync(refused, HttpStatusCode.Forbidden), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await page.GetAsync("session")).StatusCode);
    }

    [Fact]
    public async Task Callback_ThatNobodyAskedFor_IsRefused()
    {
        await using var provider = await OpenIdProvider.StartAsync();
        await using var game = await StartAsync(provider, "role");
        using var page = new ConsoleClient(game.Gateway.Services.Management());

        using var refused = await page.GetAsync("/console/sign-in/openid/callback?code=x&state=y");

        await ConsoleClient.DetailOfAsync(refused, HttpStatusCode.Forbidden);
        Assert.Equal(HttpStatusCode.Unauthorized, (await page.GetAsync("session")).StatusCode);
    }

    private static Task<TestGame> StartAsync(OpenIdProvider provider, string roleClaim) => OperatedGame.StartWithoutSignInAsync(options =>
    {
        options.Settings["Mqant:Console:OpenIdConnect:Authority"] = provider.Issuer;
        options.Settings["Mqant:Console:OpenIdConnect:ClientId"] = OpenIdProvider.ClientId;
        options.Settings["Mqant:Console:OpenIdConnect:ClientSecret"] = OpenIdProvider.ClientSecret;
        options.Settings["Mqant:Console:OpenIdConnect:RequireHttps"] = "false";
        options.Settings["Mqant:Console:OpenIdConnect:RoleClaim"] = roleClaim;
        if (roleClaim != "role")
        {
            options.Settings["Mqant:Console:OpenIdConnect:Roles:ops-admins"] = "admin";
            options.Settings["Mqant:Console:OpenIdConnect:Roles:ops"] = "viewer";
        }
    });

    // To the provider, back, and in.
    private static async Task<HttpResponseMessage> FollowAsync(ConsoleClient page)
    {
        var answer = await page.GetAsync("/console/sign-in/openid");
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            answer = await page.GetAsync(answer.Headers.Location!.ToString());
        }

        return answer;
    }
}
