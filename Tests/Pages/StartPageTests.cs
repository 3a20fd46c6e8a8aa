using Microsoft.Playwright;
using Xunit;

namespace Mqant.Tests.Pages;

/// <summary>The start page in a real browser, and what all pages have in common.</summary>
public sealed class StartPageTests(Browser browser)
{
    [Fact]
    public async Task StartPage_LeadsToTheDemos()
    {
        await using var tab = await browser.OpenAsync("/");

        foreach (var (link, path) in new[] { ("Chat", "/chat/"), ("Hitball", "/hitball/"), ("XaXb", "/xaxb/") })
        {
            await tab.Page.GetByRole(AriaRole.Link, new() { Name = link }).ClickAsync();
            await tab.WaitUntilAsync("path => location.pathname === path", path);
            await tab.Page.GetByRole(AriaRole.Link, new() { Name = "All demos" }).ClickAsync();
            await tab.WaitForTextAsync("Mqant.Orleans");
        }
    }

    [Fact]
    public async Task StartPage_TellsTheAddressOfTheGateway()
    {
        await using var tab = await browser.OpenAsync("/", Tab.Phone);

        await tab.WaitUntilAsync("() => /^ws:\\/\\/127\\.0\\.0\\.1:\\d+\\/mqtt$/.test(document.getElementById('address').textContent)");

        await tab.AssertFitsAsync();
        tab.AssertNoComplaints();
    }

    [Fact]
    public async Task Pages_WithoutMqttJs_SayWhatToInstall()
    {
        await using var tab = await browser.OpenAsync("/");
        await tab.Page.RouteAsync("**/lib/mqtt.js", route => route.FulfillAsync(new() { Status = 404 }));

        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Hitball" }).ClickAsync();

        await tab.WaitForTextAsync("MQTT.js is missing: install Node.js with npm, build the gateway again, and reload.");
    }
}
