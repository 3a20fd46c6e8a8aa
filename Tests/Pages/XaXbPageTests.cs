using System.Globalization;
using Microsoft.Playwright;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Pages;

/// <summary>The XaXb page in a real browser.</summary>
public sealed class XaXbPageTests(Browser browser)
{
    [Fact]
    public async Task TwoPages_PlayARound()
    {
        // Of its own: whoever else opens the page sits down at the table, too.
        await using var gateway = await EmbeddedGateway.StartAsync();
        await using var first = await browser.OpenAsync("/xaxb/", gateway: gateway);
        await first.WaitForTextAsync("Waiting for an opponent: open this page in another tab.");
        await using var second = await browser.OpenAsync("/xaxb/", Tab.Phone, gateway);

        await ChooseAsync(first, 3);
        await ChooseAsync(second, 7);

        var firstRound = await FirstRoundAsync(first);
        var secondRound = await FirstRoundAsync(second);
        Assert.Equal(firstRound.Drawn, secondRound.Drawn);
        var nearness = Math.Abs(3 - firstRound.Drawn).CompareTo(Math.Abs(7 - firstRound.Drawn));
        Assert.Equal(nearness == 0 ? -100 : nearness < 0 ? 300 : -500, firstRound.Gain);
        Assert.Equal(nearness == 0 ? -100 : nearness > 0 ? 300 : -500, secondRound.Gain);
        await second.AssertFitsAsync();
        first.AssertNoComplaints();
        second.AssertNoComplaints();

        await second.Page.CloseAsync();
        await first.WaitForTextAsync("The table has closed.");
        await first["again"].ClickAsync();
        await first.WaitForTextAsync("Waiting for an opponent: open this page in another tab.");
    }

    private static Task ChooseAsync(Tab tab, int digit)
        => tab.Page.Locator("#digits").GetByRole(AriaRole.Button, new() { Name = $"{digit}" }).ClickAsync();

    // "3 was drawn, you guessed 7" and "-500"
    private static async Task<(int Drawn, int Gain)> FirstRoundAsync(Tab tab)
    {
        var round = tab.Page.Locator("#rounds li").Last;
        await round.WaitForAsync();
        var texts = await round.Locator("span").AllTextContentsAsync();
        Assert.Contains("was drawn, you guessed", texts[0], StringComparison.Ordinal);
        return (int.Parse(texts[0][..1], CultureInfo.InvariantCulture), int.Parse(texts[1], CultureInfo.InvariantCulture));
    }
}
