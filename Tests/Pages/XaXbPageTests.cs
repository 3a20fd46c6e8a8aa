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
        await ChooseAsync(first, 3);
        await using var second = await browser.OpenAsync("/xaxb/", Tab.Phone, gateway);
        await ChooseAsync(second, 7);

        // The first rounds may be over before the second player chooses; from then on both stake.
        var (secondRound, number) = await FirstGuessAsync(second);
        var firstRound = await RoundAsync(first, number);
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

    // The first round in which this player guessed, and its number.
    private static async Task<((int Drawn, int Gain) Round, int Number)> FirstGuessAsync(Tab tab)
    {
        await tab.Page.Locator("#rounds li", new() { HasText = "you guessed" }).First.WaitForAsync();
        for (var number = 1; ; number++)
        {
            if ((await Round(tab, number).TextContentAsync())!.Contains("you guessed", StringComparison.Ordinal))
            {
                return (await RoundAsync(tab, number), number);
            }
        }
    }

    // "3 was drawn, you guessed 7" and "-500"
    private static async Task<(int Drawn, int Gain)> RoundAsync(Tab tab, int number)
    {
        await Round(tab, number).WaitForAsync();
        var texts = await Round(tab, number).Locator("span").AllTextContentsAsync();
        Assert.Contains("was drawn, you guessed", texts[0], StringComparison.Ordinal);
        return (int.Parse(texts[0][..1], CultureInfo.InvariantCulture), int.Parse(texts[1], CultureInfo.InvariantCulture));
    }

    // The page lists the newest first.
    private static ILocator Round(Tab tab, int number) => tab.Page.Locator($"#rounds li:nth-last-child({number})");
}
