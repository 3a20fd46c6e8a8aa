using Mqant.Tests.Pages;
using Xunit;

namespace Mqant.Tests.Operations;

/// <summary>A browser that comes in by the printed link and looks at what there is below the console.</summary>
public sealed class ConsoleBrowserTests(Browser browser)
{
    [Fact]
    public async Task Pages_BelowTheConsole_HaveAllThatTheirPolicyMustLetThrough()
    {
        await using var output = new StringWriter();
        await using var game = await OperatedGame.StartWithoutSignInAsync(output: output);
        var management = game.Gateway.Services.Management();

        await using var tab = await browser.OpenAsync(new Uri(output.ToString().Split(' ')[1]));
        Assert.Equal(new Uri(management, "/console/").AbsoluteUri, tab.Page.Url.Split('#')[0]);
        await tab.Page.GetByText("start link").First.WaitForAsync();

        await tab.Page.GotoAsync(new Uri(management, "/console/docs/").AbsoluteUri);
        await tab.Page.GetByRole(Microsoft.Playwright.AriaRole.Heading, new() { Name = "Mqant console" }).First.WaitForAsync();

        await tab.Page.GotoAsync(new Uri(management, "/console/orleans/").AbsoluteUri);
        await tab.Page.Locator("#menu a").First.WaitForAsync();
        await tab.Page.Locator("#content h1, #content h2, #content h3, #content h4, #content h5").First.WaitForAsync();

        tab.AssertNoComplaints();
    }
}
