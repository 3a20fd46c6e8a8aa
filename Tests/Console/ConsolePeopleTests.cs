using Microsoft.Playwright;
using Mqant.Tests.Pages;
using Xunit;

namespace Mqant.Tests.Console;

/// <summary>What operators do to players, errors and messages in the console's page.</summary>
public sealed class ConsolePeopleTests(Browser browser) : ConsoleTest(browser)
{
    [Theory]
    [InlineData("User", "小明", "players?user=%E5%B0%8F%E6%98%8E", "s-7f3a96")]
    [InlineData("Session", "s-7f3a93", "players?session=s-7f3a93", "s-7f3a93")]
    [InlineData("Client id", "client-2-a81f", "players?clientId=client-2-a81f", "s-7f3a92")]
    [InlineData("Address", "203.0.113.43", "players?address=203.0.113.43", "s-7f3a94")]
    public async Task Player_IsFoundByWhatOneKnows(string by, string what, string asked, string session)
    {
        await using var tab = await OpenAsync("players");

        await Button(tab, by).ClickAsync();
        await tab["find"].FillAsync(what);
        await tab["find"].PressAsync("Enter");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = session }).ClickAsync();

        await tab.WaitForTextAsync("Last requests");
        Assert.Contains(asked, Mock.Read);
        tab.AssertNoComplaints();
    }

    [Fact]
    public async Task Player_IsSentAMessage_OnceItIsJson()
    {
        await using var tab = await OpenAsync("players/s-7f3a91");

        await Button(tab, "Message …").ClickAsync();
        await FillAsync(tab, "Topic", "Chat/OnNotice");
        await FillAsync(tab, "Payload (JSON)", "{ text: 1 }");
        await AgreeAsync(tab, "Send");
        await Dialog(tab).GetByRole(AriaRole.Alert).GetByText("The payload is not JSON:").WaitForAsync();
        await FillAsync(tab, "Payload (JSON)", "{ \"text\": \"<b>hello</b>\" }");
        await AgreeAsync(tab, "Send");

        await tab.WaitForTextAsync("Sent to ann.");
        Assert.Equal(["POST players/s-7f3a91/message {\"topic\":\"Chat/OnNotice\",\"payload\":{\"text\":\"<b>hello</b>\"}}"], Mock.Done);
    }

    [Fact]
    public async Task Player_IsKickedWithAReason()
    {
        await using var tab = await OpenAsync("players/s-7f3a91");

        await Button(tab, "Kick …").ClickAsync();
        await Dialog(tab).GetByText("Session s-7f3a91 is closed at once.").WaitForAsync();
        await AgreeAsync(tab, "Kick ann");
        Assert.Empty(Mock.Done);
        await FillAsync(tab, "Reason", "spam");
        await AgreeAsync(tab, "Kick ann");

        await tab.WaitForTextAsync("ann was kicked.");
        Assert.Equal(["POST players/s-7f3a91/kick {\"reason\":\"spam\"}"], Mock.Done);
    }

    [Fact]
    public async Task Player_IsBannedByAddressForAnHour()
    {
        await using var tab = await OpenAsync("players/s-7f3a91");

        await Button(tab, "Ban …").ClickAsync();
        await Dialog(tab).GetByLabel("What to ban").SelectOptionAsync("Address: 203.0.113.40");
        await Dialog(tab).GetByLabel("For how long").SelectOptionAsync("1 hour");
        await FillAsync(tab, "Reason", "cheats");
        await AgreeAsync(tab, "Ban");

        await tab.WaitForTextAsync("Banned.");
        Assert.Equal(["POST bans {\"kind\":\"address\",\"value\":\"203.0.113.40\",\"minutes\":60,\"reason\":\"cheats\"}"], Mock.Done);
    }

    [Fact]
    public async Task User_WhoIsBanned_IsLetInAgain()
    {
        await using var tab = await OpenAsync("users/mallory");
        await tab.Page.GetByText("Sold coins for money").WaitForAsync();

        await Button(tab, "Lift …").ClickAsync();
        await AgreeAsync(tab, "Lift the ban");

        await tab.WaitForTextAsync("The ban of mallory is lifted.");
        await Button(tab, "Ban …").WaitForAsync();
        Assert.Equal(["DELETE bans/b1"], Mock.Done);
    }

    [Fact]
    public async Task Ban_OfAnything_IsForEverWhereItIsSo()
    {
        await using var tab = await OpenAsync("bans");

        await Button(tab, "Ban …").ClickAsync();
        await Dialog(tab).GetByLabel("What to ban").SelectOptionAsync("Client id");
        await FillAsync(tab, "User name, client id, address or network", "bot-9");
        await Dialog(tab).GetByLabel("For how long").SelectOptionAsync("for ever");
        await FillAsync(tab, "Reason", "a bot");
        await AgreeAsync(tab, "Ban");

        await tab.Page.GetByRole(AriaRole.Row, new() { Name = "bot-9" }).GetByText("never").WaitForAsync();
        Assert.Equal(["POST bans {\"kind\":\"clientId\",\"value\":\"bot-9\",\"minutes\":null,\"reason\":\"a bot\"}"], Mock.Done);
        tab.AssertNoComplaints();
    }

    [Fact]
    public async Task Error_IsAssignedMutedReopenedAndResolved()
    {
        await using var tab = await OpenAsync("errors/e7a1c09f");

        await Button(tab, "Assign …").ClickAsync();
        await FillAsync(tab, "To whom", "bob");
        await AgreeAsync(tab, "Assign");
        await tab.Page.Locator(".facts").GetByText("bob", new() { Exact = true }).WaitForAsync();
        await Button(tab, "Mute …").ClickAsync();
        await AgreeAsync(tab, "Mute");
        await tab.WaitForTextAsync("muted");
        await Button(tab, "Reopen …").ClickAsync();
        await AgreeAsync(tab, "Reopen");
        await tab.WaitForTextAsync("open");
        await Button(tab, "Resolve …").ClickAsync();
        await AgreeAsync(tab, "Resolve");
        await tab.WaitForTextAsync("resolved");

        Assert.Equal(
            ["POST errors/e7a1c09f/assign {\"to\":\"bob\"}", "POST errors/e7a1c09f/mute {\"minutes\":60}", "POST errors/e7a1c09f/reopen", "POST errors/e7a1c09f/resolve"], Mock.Done);
        tab.AssertNoComplaints();
    }

    [Fact]
    public async Task Error_LeadsToTheTraceTheUserAndTheSession()
    {
        await using var tab = await OpenAsync("errors/e7a1c09f");
        await tab.Page.GetByText("at Game.Hitball.TableGrain.ShootAsync(Shot shot)").WaitForAsync();

        Assert.Equal("http://127.0.0.1:16686/trace/4bf92f3577b34da6a3ce929d0e0e4700", await tab.Page.Locator("a.trace").GetAttributeAsync("href"));
        Assert.Equal("#/users/ann", await tab.Page.GetByRole(AriaRole.Link, new() { Name = "ann", Exact = true }).GetAttributeAsync("href"));
        Assert.Equal("#/players/s-7f3a91", await tab.Page.GetByRole(AriaRole.Link, new() { Name = "s-7f3a91" }).GetAttributeAsync("href"));
        await Button(tab, "Older").ClickAsync();
        await tab.WaitForTextAsync("2 of 3");
    }

    [Fact]
    public async Task Errors_AreFilteredByStatus_AndANewOneIsTold()
    {
        await using var tab = await OpenAsync("errors");
        await tab.WaitForTextAsync("System.TimeoutException");

        await Button(tab, "muted").ClickAsync();
        await tab.WaitForTextAsync("Game.Store.NotEnoughCoinsException");
        await tab.Page.GetByText("System.TimeoutException").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        Mock.Tell("error", MockErrors.Group(MockErrors.Ids[0], "open", null));

        await tab.WaitForTextAsync("New error: System.InvalidOperationException in Game.Hitball.TableGrain.ShootAsync");
        Assert.Contains("errors?status=muted&skip=0&take=100", Mock.Read);
    }

    [Theory]
    [InlineData("Everyone", null, "{\"to\":\"all\",\"name\":null,", "Send to all 6,212 sessions?", "Sent to all 6,212 sessions through 2 gateways.")]
    [InlineData("A module’s players", "Hitball", "{\"to\":\"module\",\"name\":\"Hitball\",", "Send to all players of Hitball?", "Sent to all players of Hitball through 2 gateways.")]
    [InlineData("A group", "clan-7", "{\"to\":\"group\",\"name\":\"clan-7\",", "Send to all members of clan-7?", "Sent to all members of clan-7 through 2 gateways.")]
    public async Task Broadcast_SaysToWhomAndGoes(string to, string? name, string body, string question, string done)
    {
        await using var tab = await OpenAsync("broadcast");
        await tab.Page.Locator(".connection.live").WaitForAsync();

        await Button(tab, to).ClickAsync();
        if (name is not null)
        {
            await tab["broadcast-name"].FillAsync(name);
        }

        await tab.Page.GetByLabel("Topic").FillAsync("Admin/OnNotice");
        await tab.Page.GetByLabel("Payload (JSON)").FillAsync("\"Back soon\"");
        await Button(tab, "Send …").ClickAsync();
        await Dialog(tab).GetByText(question).WaitForAsync();
        Assert.Empty(Mock.Done);
        await AgreeAsync(tab, "Send");

        await tab.WaitForTextAsync(done);
        Assert.Equal([$"POST broadcast {body}\"topic\":\"Admin/OnNotice\",\"payload\":\"Back soon\"}}"], Mock.Done);
        tab.AssertNoComplaints();
    }

    [Fact]
    public async Task Log_GoesOnIsHeldAndIsFiltered()
    {
        await using var tab = await OpenAsync("log");
        await tab.Page.Locator(".connection.live").WaitForAsync();

        Mock.Tell("log", MockDetails.LogEntry(0, "The first one."));
        await tab.Page.GetByText("The first one.").WaitForAsync();
        await Button(tab, "Hold").ClickAsync();
        Mock.Tell("log", MockDetails.LogEntry(1, "The second one."));
        await Button(tab, "Go on (1 new)").WaitForAsync();
        Assert.Equal(0, await tab.Page.GetByText("The second one.").CountAsync());
        await Button(tab, "Go on (1 new)").ClickAsync();
        await tab.Page.GetByText("The second one.").WaitForAsync();

        await Button(tab, "Errors only").ClickAsync();
        await tab.Page.GetByText("The first one.").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await tab.Page.GetByLabel("Contains").FillAsync("second");
        await tab.WaitUntilAsync("() => document.querySelectorAll('.log > li').length === 1");
        await tab.Page.Locator(".log").GetByRole(AriaRole.Button, new() { Name = "Stack" }).ClickAsync();
        await tab.Page.GetByText("at Game.Hitball.TableGrain.ShootAsync(Shot shot)").WaitForAsync();
        tab.AssertNoComplaints();
    }

    [Fact]
    public async Task AuditLog_GrowsAtBothEnds()
    {
        await using var tab = await OpenAsync("audit");
        await tab.WaitUntilAsync("() => document.querySelectorAll('tbody tr').length === 100");

        await Button(tab, "Older").ClickAsync();
        await tab.WaitUntilAsync("() => document.querySelectorAll('tbody tr').length === 130");
        var entry = MockDetails.AuditEntry(0);
        entry["who"] = "carol";
        entry["outcome"] = "refused: There is no ban with this id.";
        Mock.Tell("audit", entry);

        await tab.Page.Locator("tbody tr").First.GetByText("There is no ban with this id.").WaitForAsync();
        Assert.Contains("carol", await tab.Page.Locator("tbody tr").First.TextContentAsync(), StringComparison.Ordinal);
    }
}
