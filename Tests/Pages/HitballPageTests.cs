using System.Text.Json;
using Microsoft.Playwright;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Pages;

/// <summary>The Hitball page in a real browser.</summary>
public sealed class HitballPageTests(Browser browser)
{
    [Fact]
    public async Task TwoPages_SeeEachOthersBallMove()
    {
        var path = $"/mqant/hitball/index.html?table={Guid.NewGuid():N}";
        await using var first = await browser.OpenAsync(path);
        await using var second = await browser.OpenAsync(path, Tab.Phone);
        var firstRid = await GetRidAsync(first);
        var secondRid = await GetRidAsync(second);
        await BallOf(second, firstRid).WaitForAsync();

        await ShootWithTheMouseAsync(first);
        await WaitUntilMovedAsync(second, firstRid, await PositionAsync(second, firstRid));
        await ShootWithAFingerAsync(second);
        await WaitUntilMovedAsync(first, secondRid, await PositionAsync(first, secondRid));

        first.AssertNoComplaints();
        second.AssertNoComplaints();
        await second.Page.CloseAsync();
        await BallOf(first, secondRid).WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }

    [Fact]
    public async Task Tap_OnACoin_SendsTheBallOverIt()
    {
        var table = Guid.NewGuid().ToString("N");
        await using var tab = await browser.OpenAsync($"/hitball/?table={table}");
        var rid = await GetRidAsync(tab);

        // Another player at the table tells where things are.
        using var other = await GameClient.ConnectAsync(browser.Gateway);
        await other.CallForResultAsync($"Hitball@{table}/HD_Join", new { });
        var enter = (await other.WaitForPushAsync("Hitball/OnEnter")).Json;
        var (x, y) = PlaceOf(enter.GetProperty("Player").GetProperty(rid));
        var coin = enter.GetProperty("Coins").EnumerateObject().Select(coin => PlaceOf(coin.Value)).MinBy(coin => double.Hypot(coin.X - x, coin.Y - y));

        var box = (await tab["table"].BoundingBoxAsync())!;
        await tab.Page.Mouse.ClickAsync((float)(box.X + (coin.X / 1280 * box.Width)), (float)(box.Y + (coin.Y / 1280 * box.Height)));

        await tab.WaitUntilAsync("() => Number(document.getElementById('score').textContent) > 0");
        tab.AssertNoComplaints();
    }

    [Fact]
    public async Task OnAPhone_TheTableIsInReach()
    {
        await using var tab = await browser.OpenAsync($"/hitball/?table={Guid.NewGuid():N}", Tab.Phone);
        await GetRidAsync(tab);

        await tab.AssertFitsAsync();
        await tab.AssertInViewAsync("#table");
    }

    private static (double X, double Y) PlaceOf(JsonElement thing) => (thing.GetProperty("X").GetDouble(), thing.GetProperty("Y").GetDouble());

    private static ILocator BallOf(Tab tab, string rid) => tab.Page.Locator($"#players li[data-rid='{rid}']");

    private static async Task<string> GetRidAsync(Tab tab)
        => (await tab.Page.Locator("#players li", new() { HasText = "(you)" }).GetAttributeAsync("data-rid"))!;

    private static async Task<string> PositionAsync(Tab tab, string rid)
        => await BallOf(tab, rid).GetAttributeAsync("title") ?? throw new InvalidOperationException("The ball has no position.");

    private static Task WaitUntilMovedAsync(Tab tab, string rid, string from)
        => tab.WaitUntilAsync("([rid, from]) => document.querySelector(`#players li[data-rid='${rid}']`).title !== from", new[] { rid, from });

    private static async Task ShootWithTheMouseAsync(Tab tab)
    {
        var box = (await tab["table"].BoundingBoxAsync())!;
        await tab.Page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + (box.Height / 2));
        await tab.Page.Mouse.DownAsync();
        await tab.Page.Mouse.MoveAsync(box.X + (box.Width / 4), box.Y + (box.Height / 3));
        await tab.Page.Mouse.UpAsync();
    }

    private static async Task ShootWithAFingerAsync(Tab tab)
    {
        var box = (await tab["table"].BoundingBoxAsync())!;
        await tab.Page.Touchscreen.TapAsync(box.X + (box.Width / 2), box.Y + (box.Height / 2));
    }
}
