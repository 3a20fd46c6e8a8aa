using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Mqant.Tests.Pages;
using Xunit;

namespace Mqant.Tests.Console;

/// <summary>What operators do to modules, processes and rooms in the console's page: what is said before, what is sent, and what is shown after.</summary>
public sealed class ConsoleActionTests(Browser browser) : ConsoleTest(browser)
{
    [Fact]
    public async Task Module_IsTakenOutWithAMessageAndBroughtBack()
    {
        await using var tab = await OpenAsync("modules");

        await ButtonOf(tab, "Leaderboard", "Take out …").ClickAsync();
        await Dialog(tab).GetByText("Within a second every gateway refuses calls of Leaderboard").WaitForAsync();
        await FillAsync(tab, "What callers are told", "Back at noon");
        await AgreeAsync(tab, "Take Leaderboard out");
        await tab.Page.GetByText("“Back at noon”").WaitForAsync();
        await ButtonOf(tab, "Leaderboard", "Bring back …").ClickAsync();
        await AgreeAsync(tab, "Bring Leaderboard back");
        await ButtonOf(tab, "Leaderboard", "Take out …").WaitForAsync();

        Assert.Equal(["POST modules/Leaderboard/take-out {\"message\":\"Back at noon\",\"handler\":null}", "POST modules/Leaderboard/bring-back {\"handler\":null}"], Mock.Done);
        tab.AssertNoComplaints();
    }

    [Fact]
    public async Task Handler_IsTakenOutWithoutAMessage()
    {
        await using var tab = await OpenAsync("modules/Chat");

        await ButtonOf(tab, "HD_Say", "Take out …").ClickAsync();
        await AgreeAsync(tab, "Take Chat/HD_Say out");
        await ButtonOf(tab, "HD_Say", "Bring back …").WaitForAsync();

        Assert.Equal(["POST modules/Chat/take-out {\"message\":null,\"handler\":\"HD_Say\"}"], Mock.Done);
    }

    [Fact]
    public async Task Module_ShowsItsVersionsItsFailingHostAndTheTracesOfSlowCalls()
    {
        await using var tab = await OpenAsync("modules/Hitball");

        Assert.Contains("0.41", await RowOf("silo-2"), StringComparison.Ordinal);
        Assert.Contains("0.41", await RowOf("HD_Shoot silo-2"), StringComparison.Ordinal);
        Assert.DoesNotContain("0.41", await RowOf("HD_Shoot silo-1"), StringComparison.Ordinal);
        var trace = tab.Page.Locator("a.trace").First;
        Assert.StartsWith("http://127.0.0.1:16686/trace/", await trace.GetAttributeAsync("href"), StringComparison.Ordinal);
        Assert.Equal("noreferrer", await trace.GetAttributeAsync("rel"));

        Task<string?> RowOf(string begins) => tab.Page.GetByRole(AriaRole.Row, new() { NameRegex = new Regex($"^{begins} ") }).TextContentAsync();
    }

    [Fact]
    public async Task TraceUrl_ThatIsAScript_IsNoLink()
    {
        Mock.JaegerUrl = "javascript:document.title='run'//{traceId}";
        await using var tab = await OpenAsync("modules/Hitball");

        await tab.Page.Locator("a.trace").First.WaitForAsync();

        Assert.Equal(0, await tab.Page.Locator("a.trace[href]").CountAsync());
    }

    [Fact]
    public async Task Refusal_IsShownInTheServersWords()
    {
        Mock.Refuse("POST modules/Chat/take-out", 409, "Chat is what the lobby needs; take the lobby out first.");
        await using var tab = await OpenAsync("modules");

        await ButtonOf(tab, "Chat", "Take out …").ClickAsync();
        await AgreeAsync(tab, "Take Chat out");

        await Dialog(tab).GetByRole(AriaRole.Alert).GetByText("Chat is what the lobby needs; take the lobby out first.").WaitForAsync();
        await AgreeAsync(tab, "Cancel");
        await Dialog(tab).WaitForAsync(new() { State = WaitForSelectorState.Detached });
        Assert.Empty(Mock.Done);
    }

    [Fact]
    public async Task Gateway_IsDrainedAndWatchedUntilItIsGone()
    {
        await using var tab = await OpenAsync("cluster");

        await ButtonOf(tab, "gateway-2", "Drain …").ClickAsync();
        await Dialog(tab).GetByText("gateway-2 takes no new clients. Its 3,042 sessions are asked to connect to another gateway").WaitForAsync();
        await Dialog(tab).GetByText("Ready to take over: gateway-1.").WaitForAsync();
        await AgreeAsync(tab, "Drain gateway-2");

        await tab.WaitForTextAsync("gateway-2 is being emptied");
        await tab.Page.GetByText("0 of 3,042 left").WaitForAsync();
        await tab.WaitForTextAsync("gateway-2 has stopped");
        Assert.Equal([$"POST processes/{MockCluster.Gateway2}/drain"], Mock.Done);
        tab.AssertNoComplaints();
    }

    [Fact]
    public async Task LastOfItsKind_IsNotDrainedWithoutAWarning()
    {
        Mock.Cluster.Remove(MockCluster.Gateway2);
        await using var tab = await OpenAsync("cluster");

        await ButtonOf(tab, "gateway-1", "Drain …").ClickAsync();

        await Dialog(tab).GetByText("There is NO other ready process of its kind").WaitForAsync();
    }

    [Fact]
    public async Task Plots_TellTheirValuesToThePointerAndToTheKeyboard()
    {
        await using var tab = await OpenAsync("cluster");
        var plots = tab.Page.Locator(".plot-area");
        await plots.First.WaitForAsync();
        Assert.Contains("Requests/s: now", await plots.First.GetAttributeAsync("aria-label"), StringComparison.Ordinal);

        await plots.First.HoverAsync();
        await tab.WaitUntilAsync("() => document.querySelectorAll('.plot-pointer').length === 5");
        var under = await tab.Page.Locator(".plot-now").First.TextContentAsync();
        await tab.Page.Mouse.MoveAsync(1, 1);
        await tab.WaitUntilAsync("() => document.querySelectorAll('.plot-pointer').length === 0");
        await plots.First.FocusAsync();
        await tab.Page.Keyboard.PressAsync("ArrowLeft");
        await tab.WaitUntilAsync("() => document.querySelectorAll('.plot-pointer').length === 5");

        Assert.NotEqual(under, await tab.Page.Locator(".plot-now").First.TextContentAsync());
        tab.AssertNoComplaints();
    }

    [Fact]
    public async Task Guide_WatchesAModuleBeingReplaced()
    {
        await using var tab = await OpenAsync("guide?what=replace&name=Hitball");
        await tab.WaitForTextAsync("Waiting for a silo that hosts another version of it …");
        await tab.WaitUntilAsync("() => document.querySelectorAll('.old-silos li').length === 3");

        Mock.Cluster.Add("10.0.0.24:11111@52004", "silo-4", "silo", "0.1.0", 8, 300, 10, 0, ("Hitball", "1.2.0"));
        await tab.WaitForTextAsync("silo-4 is ready.");
        foreach (var old in new[] { MockCluster.Silo1, MockCluster.Silo2, MockCluster.Silo3 })
        {
            Mock.Cluster.Remove(old);
        }

        await tab.WaitForTextAsync("All silos host 1.2.0.");
        Assert.Equal(4, await tab.Page.Locator(".steps > li.done").CountAsync());
        tab.AssertNoComplaints();
    }

    [Fact]
    public async Task Guide_WatchesAModuleBeingAdded()
    {
        await using var tab = await OpenAsync("guide");
        await tab["module-name"].FillAsync("Guestbook");
        await tab.WaitForTextAsync("Waiting for a silo that hosts it …");

        Mock.Cluster.Add("10.0.0.24:11111@52004", "silo-4", "silo", "0.1.0", 8, 300, 10, 0, ("Guestbook", "1.0.0"));

        await tab.WaitForTextAsync("silo-4 is ready.");
        await tab.Page.Locator(".old-silos").GetByRole(AriaRole.Button, new() { Name = "Drain …" }).First.WaitForAsync();
    }

    [Fact]
    public async Task Rooms_AreFoundOverAllPages()
    {
        await using var tab = await OpenAsync("rooms");
        await tab.WaitForTextAsync("1 to 100 of 137");

        await Button(tab, "Next").ClickAsync();
        await tab.WaitForTextAsync("101 to 137 of 137");
        await tab.Page.GetByLabel("Key contains").FillAsync("evening-12");
        await tab.WaitForTextAsync("11 in all");

        Assert.Contains("rooms?skip=100&take=100", Mock.Read);
        Assert.Contains("rooms?search=evening-12&skip=0&take=100", Mock.Read);
        Assert.EndsWith("#/rooms?search=evening-12", tab.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Room_ShowsItsStateAndIsFinished()
    {
        await using var tab = await OpenAsync("rooms/Hitball/evening-3");
        await tab.WaitForTextAsync("\"evening-3\"");
        await tab.Page.Locator("summary", new() { HasText = "coins" }).ClickAsync();
        await Button(tab, "140 more").WaitForAsync();

        await Button(tab, "Finish …").ClickAsync();
        await Dialog(tab).GetByText("its 3 players and 3 viewers are told, and the room closes.").WaitForAsync();
        await AgreeAsync(tab, "Finish evening-3");

        await tab.WaitForTextAsync("evening-3 is finished.");
        Assert.Equal(["POST rooms/Hitball/evening-3/finish"], Mock.Done);
        tab.AssertNoComplaints();
    }

    [Fact]
    public async Task RoomState_ThatOneMayNotSee_SaysWhoMay()
    {
        Mock.Role = "viewer";
        Mock.Refuse("GET rooms/Hitball/evening-3/state", 403, "This needs the role operator.");
        await using var tab = await OpenAsync("rooms/Hitball/evening-3");

        await tab.Page.Locator(".state").GetByText("This needs the role operator.").WaitForAsync();
        await tab.WaitForTextAsync("Ticks");
    }
}
