using Microsoft.Playwright;
using Mqant.Tests.Pages;
using Xunit;

namespace Mqant.Tests.Console;

/// <summary>What all pages of the console have in common, in a real browser.</summary>
public sealed class ConsolePageTests(Browser browser) : ConsoleTest(browser)
{
    private static readonly BrowserNewContextOptions ChineseAtNight = new() { Locale = "zh-CN", ColorScheme = ColorScheme.Dark };

    // English words are the longer ones.
    private static readonly BrowserNewContextOptions EnglishPhone = new(Tab.Phone) { Locale = "en-GB", ColorScheme = ColorScheme.Light };

    public static TheoryData<string, string, string> Pages => new()
    {
        { "cluster", "Processes", "进程" },
        { $"cluster/{Uri.EscapeDataString(MockCluster.Silo2)}", "What it is", "概况" },
        { "modules", "Leaderboard", "服务中" },
        { "modules/Chat", "Slowest calls", "最慢的调用" },
        { "guide?what=replace&name=Chat", "Start a silo with the new folder", "用新文件夹启动一个 silo" },
        { "players?by=user&q=n", "chen-wei", "chen-wei" },
        { "players/s-7f3a91", "Last requests", "最近请求" },
        { "users/mallory", "Sold coins for money", "离线" },
        { "rooms", "evening-1", "进行中" },
        { "rooms/Hitball/evening-3", "Overruns", "座位" },
        { "groups", "lobby", "群组" },
        { "errors?status=all", "System.TimeoutException", "已解决" },
        { "errors/e7a1c09f", "Where and when", "位置与时间" },
        { "budgets", "new keys a minute", "配额" },
        { "bans", "203.0.113.77", "永不" },
        { "audit", "module.take-out", "审计日志" },
        { "log", "The tick of room evening-3 was 14 ms late.", "错误" },
        { "broadcast", "The topic that the game’s client listens to.", "游戏客户端监听的主题。" },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task EachPage_OnAScreenAndOnAPhoneInEachLanguageAndTheme_ShowsWhatItHas(string place, string english, string chinese)
    {
        foreach (var (options, text) in new[] { (ChineseAtNight, chinese), (EnglishPhone, english) })
        {
            await using var tab = await OpenAsync(place, options);

            await tab.Page.Locator("main").GetByText(text).First.WaitForAsync();
            await tab.Page.Locator(".connection.live").WaitForAsync();

            await tab.AssertFitsAsync();
            await AssertOnlyTextAsync(tab);
        }
    }

    [Fact]
    public async Task Theme_FollowsTheSystemUntilItIsChosen()
    {
        await using var tab = await OpenAsync("cluster", ChineseAtNight);
        await tab.Page.Locator(".connection.live").WaitForAsync();
        var night = await BackgroundAsync(tab);

        await tab["theme"].ClickAsync();
        await tab.WaitUntilAsync("() => document.documentElement.dataset.theme === 'light'");
        var day = await BackgroundAsync(tab);
        await tab.Page.ReloadAsync();
        await tab.Page.Locator(".connection.live").WaitForAsync();

        Assert.Equal("rgb(15, 18, 22)", night);
        Assert.Equal("rgb(245, 246, 248)", day);
        Assert.Equal(day, await BackgroundAsync(tab));
    }

    [Fact]
    public async Task Language_FollowsTheBrowserUntilItIsChosen()
    {
        await using var tab = await OpenAsync("cluster", ChineseAtNight);
        await tab.WaitForTextAsync("在线用户");

        await tab["language"].ClickAsync();
        await tab.WaitForTextAsync("Users online");
        await tab.Page.ReloadAsync();
        await tab.WaitForTextAsync("Users online");

        Assert.Equal("en", await tab.Page.Locator("html").GetAttributeAsync("lang"));
    }

    [Fact]
    public async Task ConnectionLost_IsSaidAndMended()
    {
        await using var tab = await OpenAsync("cluster");
        await tab.Page.Locator(".connection.live").WaitForAsync();

        Mock.GoAway();
        await tab.Page.GetByRole(AriaRole.Alert).GetByText("Connection lost.").WaitForAsync();
        Assert.Contains("What you see is from", await tab.Page.Locator(".lost-sign").TextContentAsync(), StringComparison.Ordinal);
        Mock.ComeBack();

        await tab.Page.Locator(".connection.live").WaitForAsync();
        await tab.Page.Locator(".lost-sign").WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }

    [Fact]
    public async Task SessionThatEnds_LeadsToTheSignInPage()
    {
        await using var tab = await OpenAsync("bans");
        await tab.WaitForTextAsync("mallory");

        // At that request, not before: the page asks by itself, too, and would be gone before the button is pressed.
        Mock.Refuse("POST bans", 401, "Sign in.");
        await Button(tab, "Ban …").ClickAsync();
        await FillAsync(tab, "User name, client id, address or network", "eve");
        await FillAsync(tab, "Reason", "why");
        await AgreeAsync(tab, "Ban");

        await tab.WaitForTextAsync("Sign in to the console");
        Assert.Empty(Mock.Done);
    }

    [Fact]
    public async Task SignIn_WithATokenThatNobodyHas_SaysSo_AndWithAGoodOneLetsIn()
    {
        Mock.Role = null;
        Mock.SignInMethods = ["token", "openIdConnect"];
        await using var tab = await OpenAsync("bans");
        Assert.Equal("sign-in/openid", await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with your organisation" }).GetAttributeAsync("href"));

        await tab.Page.GetByLabel("Token").FillAsync("wrong");
        await Button(tab, "Sign in").ClickAsync();
        await tab.Page.GetByRole(AriaRole.Alert).GetByText("Nobody has this token.").WaitForAsync();
        await tab.Page.GetByLabel("Token").FillAsync(MockConsole.Token);
        await tab.Page.GetByLabel("Token").PressAsync("Enter");

        await tab.WaitForTextAsync("mallory");
        await Button(tab, "Sign out").ClickAsync();
        await tab.WaitForTextAsync("Sign in to the console");
        Assert.Equal(["POST sign-out"], Mock.Done);
    }

    [Fact]
    public async Task Keys_LeadToTheSearchAndToPages()
    {
        await using var tab = await OpenAsync("cluster");
        await tab.Page.Locator(".connection.live").WaitForAsync();

        await tab.Page.Keyboard.PressAsync("/");
        await tab.Page.Keyboard.TypeAsync("ann");
        await tab.Page.GetByRole(AriaRole.Option, new() { Name = "User ann" }).WaitForAsync();
        await tab.Page.Keyboard.PressAsync("Enter");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "s-7f3a91" }).WaitForAsync();
        Assert.Contains("players?user=ann", Mock.Read);

        await tab.Page.EvaluateAsync("document.activeElement.blur()");
        await tab.Page.Keyboard.PressAsync("g");
        await tab.Page.Keyboard.PressAsync("e");
        await tab.WaitForTextAsync("Errors");
        await tab.Page.WaitForURLAsync("**/#/errors");
    }

    [Fact]
    public async Task Search_FindsProcessesByName()
    {
        await using var tab = await OpenAsync("bans");
        await tab.Page.Locator(".connection.live").WaitForAsync();

        await tab["search"].FillAsync("silo-2");
        await tab.Page.GetByRole(AriaRole.Option, new() { Name = "Process silo-2" }).ClickAsync();

        await tab.WaitForTextAsync("What it is");
        Assert.Contains("silo-2", await tab.Page.TitleAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EventsWithMarkup_AreText()
    {
        await using var tab = await OpenAsync("log");
        await tab.Page.Locator(".connection.live").WaitForAsync();
        var group = MockErrors.Group(MockErrors.Ids[4], "open", null);
        group["type"] = MockCluster.Hostile;

        Mock.Tell("error", group);
        Mock.Tell("log", MockDetails.LogEntry(0, "<b>bold</b> " + MockCluster.Hostile));

        await tab.WaitForTextAsync($"New error: {MockCluster.Hostile} in Game.Chat.ChatGrain.SayAsync");
        await tab.Page.Locator(".log").GetByText("<b>bold</b> " + MockCluster.Hostile).WaitForAsync();
        await AssertOnlyTextAsync(tab);
    }

    [Theory]
    [InlineData("players/s-7f3a91", "Kick …", "operator")]
    [InlineData("rooms/Hitball/evening-3", "Finish …", "operator")]
    [InlineData("bans", "Ban …", "operator")]
    [InlineData("cluster", "Drain …", "admin")]
    [InlineData("modules/Chat", "Take out …", "operator")]
    [InlineData("errors/e7a1c09f", "Resolve …", "operator")]
    [InlineData("broadcast", "Send …", "operator")]
    public async Task Viewer_SeesWhatMayNotBeDoneAndWhoMay(string place, string name, string role)
    {
        Mock.Role = "viewer";
        await using var tab = await OpenAsync(place);
        var button = Button(tab, name).First;

        await button.WaitForAsync();
        Assert.Equal("true", await button.GetAttributeAsync("aria-disabled"));
        Assert.Equal($"Needs the role {role}.", await button.GetAttributeAsync("title"));
        await button.ClickAsync(new() { Force = true });

        Assert.Equal(0, await Dialog(tab).CountAsync());
        Assert.Empty(Mock.Done);
    }

    // No element comes of a text, nothing of it runs, and the browser complains of nothing, such as a breach of the content security policy.
    private static async Task AssertOnlyTextAsync(Tab tab)
    {
        Assert.Equal(0, await tab.Page.Locator("#app img:not([src='icon.svg']), #app script, #app style, #app b, #app [style*='url'], #app [onerror]").CountAsync());
        Assert.NotEqual("run", await tab.Page.TitleAsync());
        tab.AssertNoComplaints();
    }

    private static Task<string> BackgroundAsync(Tab tab) => tab.Page.EvaluateAsync<string>("getComputedStyle(document.documentElement).backgroundColor");
}
