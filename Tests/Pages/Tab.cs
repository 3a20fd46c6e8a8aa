using Microsoft.Playwright;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Pages;

/// <summary>A page in the browser, and what it complained about.</summary>
internal sealed class Tab : IAsyncDisposable
{
    /// <summary>A small phone.</summary>
    public static readonly BrowserNewContextOptions Phone = new()
    {
        ViewportSize = new ViewportSize { Width = 360, Height = 640 },
        IsMobile = true,
        HasTouch = true,
    };

    private readonly List<string> _complaints = [];

    public Tab(IPage page)
    {
        Page = page;
        page.PageError += (_, error) => _complaints.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Add(message.Text);
            }
        };
    }

    public IPage Page { get; }

    /// <summary>The element with this id.</summary>
    public ILocator this[string id] => Page.Locator($"#{id}");

    /// <summary>Waits for an element with this text, in any place.</summary>
    public Task WaitForTextAsync(string text) => Page.GetByText(text, new() { Exact = true }).First.WaitForAsync();

    /// <summary>Waits until a JavaScript expression is true.</summary>
    public Task WaitUntilAsync(string expression, object? argument = null)
        => Page.WaitForFunctionAsync(expression, argument, new() { Timeout = (float)Deadline.Limit.TotalMilliseconds });

    /// <summary>Fails when scripts of the page threw, or the browser warned of something.</summary>
    public void AssertNoComplaints() => Assert.Empty(_complaints);

    /// <summary>Fails when one has to scroll sideways.</summary>
    public async Task AssertFitsAsync()
        => Assert.True(await Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "The page is wider than the screen.");

    /// <summary>Fails when one has to scroll to see an element whole.</summary>
    public async Task AssertInViewAsync(string selector)
    {
        const string inView = "e => { const box = e.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight && box.right <= innerWidth; }";
        Assert.True(await Page.Locator(selector).EvaluateAsync<bool>(inView), $"{selector} is not in view.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();
}
