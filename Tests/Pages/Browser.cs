using Microsoft.Playwright;
using Mqant.Tests.Infrastructure;
using Mqant.Tests.Pages;
using Xunit;

[assembly: AssemblyFixture(typeof(Browser))]

namespace Mqant.Tests.Pages;

/// <summary>Chromium and a gateway of the pages' own, both started for the first test that can use them.</summary>
public sealed class Browser : IAsyncDisposable
{
    private readonly SemaphoreSlim _starting = new(1, 1);
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private EmbeddedGateway? _gateway;

    /// <summary>The gateway that serves the pages, once one was opened.</summary>
    internal IGateway Gateway => _gateway ?? throw new InvalidOperationException("No page was opened yet.");

    /// <summary>Opens a page in a tab with storage of its own; the caller closes its context.</summary>
    internal async Task<Tab> OpenAsync(string path, BrowserNewContextOptions? options = null, IGateway? gateway = null)
    {
        Tools.RequirePagesWithMqttJs();
        await StartGatewayAsync();
        return await OpenAsync(new Uri($"http://{(gateway ?? Gateway).Http}{path}"), options);
    }

    /// <summary>Opens a page of another server in a tab with storage of its own; the caller closes its context.</summary>
    internal async Task<Tab> OpenAsync(Uri address, BrowserNewContextOptions? options = null)
    {
        await LaunchAsync();
        var context = await _browser!.NewContextAsync(options);
        context.SetDefaultTimeout((float)Deadline.Limit.TotalMilliseconds);
        var tab = new Tab(await context.NewPageAsync());
        var response = await tab.Page.GotoAsync(address.AbsoluteUri);
        Assert.Equal(200, response?.Status);
        return tab;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        _starting.Dispose();
    }

    private async Task StartGatewayAsync()
    {
        Tools.RequireChromium();
        await _starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            _gateway ??= await EmbeddedGateway.StartAsync();
        }
        finally
        {
            _starting.Release();
        }
    }

    private async Task LaunchAsync()
    {
        var chromium = Tools.RequireChromium();
        await _starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            _playwright ??= await Playwright.CreateAsync();
            _browser ??= await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = chromium });
        }
        finally
        {
            _starting.Release();
        }
    }
}
