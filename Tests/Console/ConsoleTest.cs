using Microsoft.Playwright;
using Mqant.Tests.Pages;
using Xunit;

namespace Mqant.Tests.Console;

/// <summary>A test of the console's page, with a mock of its server for itself.</summary>
public abstract class ConsoleTest(Browser browser) : IAsyncLifetime
{
    private protected static readonly BrowserNewContextOptions English = new() { Locale = "en-GB", ColorScheme = ColorScheme.Light };

    private MockConsole? _mock;

    private protected MockConsole Mock => _mock!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _mock = await MockConsole.StartAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Mock.DisposeAsync();
    }

    /// <summary>Opens a page of the console: 'modules/Chat'.</summary>
    private protected Task<Tab> OpenAsync(string place, BrowserNewContextOptions? options = null)
        => browser.OpenAsync(new Uri(Mock.Address, $"#/{place}"), options ?? English);

    private protected static ILocator Button(Tab tab, string name) => tab.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>The button in the row of a table that has this text.</summary>
    private protected static ILocator ButtonOf(Tab tab, string row, string name)
        => tab.Page.GetByRole(AriaRole.Row, new() { Name = row }).GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private protected static ILocator Dialog(Tab tab) => tab.Page.GetByRole(AriaRole.Dialog);

    private protected static Task FillAsync(Tab tab, string label, string text) => Dialog(tab).GetByLabel(label, new() { Exact = true }).FillAsync(text);

    private protected static Task AgreeAsync(Tab tab, string action) => Dialog(tab).GetByRole(AriaRole.Button, new() { Name = action, Exact = true }).ClickAsync();
}
