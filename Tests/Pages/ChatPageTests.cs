using Microsoft.Playwright;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Pages;

/// <summary>The chat page in a real browser.</summary>
public sealed class ChatPageTests(Browser browser)
{
    [Theory]
    [InlineData("/chat/")]
    [InlineData("/mqant/chat/index.html")]
    public async Task TwoPages_ChatWithEachOther(string path)
    {
        var room = $"room-{Guid.NewGuid():N}"[..16];
        await using var ann = await JoinAsync(path, room, "Ann-" + room);
        await using var bert = await JoinAsync(path, room, "Bert-" + room, Tab.Phone);
        await ann.WaitForTextAsync($"Bert-{room} joined");

        await SayAsync(ann, "Hello 大家好");
        await SayAsync(bert, "Hello Ann");
        await ann["target"].SelectOptionAsync($"Bert-{room}");
        await SayAsync(ann, "Only for you");

        foreach (var tab in new[] { ann, bert })
        {
            await tab.WaitForTextAsync("Only for you");
            Assert.Equal(
                [$"Ann-{room}Hello 大家好", $"Bert-{room}Hello Ann", $"Ann-{room} → Bert-{room}Only for you"],
                await tab.Page.Locator(".message").AllTextContentsAsync());
            tab.AssertNoComplaints();
        }

        await bert.Page.CloseAsync();
        await ann.WaitForTextAsync($"Bert-{room} left");
        Assert.Equal([$"Ann-{room} (you)"], await ann.Page.Locator("#members li").AllTextContentsAsync());
    }

    [Fact]
    public async Task WhatPeopleWrite_IsText()
    {
        const string markup = """<img src="x" onerror="document.title='run'"><b>bold</b>""";
        var room = $"room-{Guid.NewGuid():N}"[..16];
        await using var tab = await JoinAsync("/chat/", room, $"<i>{room}</i>");

        await SayAsync(tab, markup);

        await tab.WaitForTextAsync(markup);
        Assert.Equal(0, await tab.Page.Locator("#messages img, #messages i, #members i").CountAsync());
        Assert.DoesNotContain("run", await tab.Page.TitleAsync(), StringComparison.Ordinal);
        tab.AssertNoComplaints();
    }

    [Fact]
    public async Task SecondLogin_ClosesTheFirstAndSaysWhy()
    {
        var room = $"room-{Guid.NewGuid():N}"[..16];
        await using var first = await JoinAsync("/chat/", room, "Ann-" + room);

        await using var second = await JoinAsync("/chat/", room, "Ann-" + room);

        await first.WaitForTextAsync("The gateway closed this session: duplicate login.");
        await SayAsync(second, "Still here");
        await second.WaitForTextAsync("Still here");
    }

    [Fact]
    public async Task Page_WhoseGatewayRestarts_JoinsAgain()
    {
        var room = $"room-{Guid.NewGuid():N}"[..16];
        string[] ports = [$"--Mqant:Gateway:WebSocketPort={FreePort.Next()}", $"--Mqant:Gateway:HttpPort={FreePort.Next()}"];
        await using var before = await MqantProcess.StartGatewayAsync(ports);
        await using var tab = await JoinAsync("/chat/", room, "Ann-" + room, gateway: before);

        before.Kill();
        await tab.WaitForTextAsync("Connection lost, trying again …");
        await using var after = await MqantProcess.StartGatewayAsync(ports);
        await tab.WaitForTextAsync("Connected");

        // It is a member again: what it says comes back to it.
        await SayAsync(tab, "Here again");
    }

    [Fact]
    public async Task OnAPhone_EverythingIsInReach()
    {
        var room = $"room-{Guid.NewGuid():N}"[..16];
        await using var tab = await JoinAsync("/chat/", room, "Ann-" + room, Tab.Phone);

        await tab.AssertFitsAsync();
        await tab.AssertInViewAsync("#content");
        await tab.AssertInViewAsync("#send");
    }

    private static async Task SayAsync(Tab tab, string text)
    {
        await tab["content"].FillAsync(text);
        await tab["send"].ClickAsync();
        await tab.WaitForTextAsync(text);
    }

    private async Task<Tab> JoinAsync(string path, string room, string user, BrowserNewContextOptions? options = null, IGateway? gateway = null)
    {
        var tab = await browser.OpenAsync($"{path}?room={room}", options, gateway);
        await tab.WaitForTextAsync("Connected");
        await tab["user"].FillAsync(user);
        await tab["join"].ClickAsync();
        await tab["chat"].WaitForAsync();
        return tab;
    }
}
