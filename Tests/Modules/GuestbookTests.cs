using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Modules;

/// <summary>The sample module from outside, loaded from the folder that its own build fills.</summary>
public sealed class GuestbookTests
{
    [Fact]
    public async Task Guestbook_KeepsEntriesAndShowsThemAsHtml()
    {
        await using var game = await TestGame.StartAsync(o => o.Settings["Mqant:ModulesPath"] = Programs.SampleModules);
        await using var alice = await game.ConnectAsync("alice");
        await using var guest = await game.ConnectAsync();

        Assert.Equal(1, await alice.RequestAsync<int>("Guestbook/HD_Sign", new { Book = "inn", Text = "*lovely*" }));
        Assert.Equal(2, await alice.RequestAsync<int>("Guestbook/HD_Sign", new { Book = "inn", Text = "<script>" }));

        Assert.Equal(
            """{"Total":2,"Entries":[{"User":"alice","Html":"<p>&lt;script&gt;</p>"},{"User":"alice","Html":"<p><em>lovely</em></p>"}]}""",
            (await guest.CallAsync("Guestbook/HD_Read", new { Book = "inn" })).ResultText);
        Assert.Equal("Not Logined", (await guest.CallAsync("Guestbook/HD_Sign", new { Book = "inn", Text = "me too" })).Error);
        Assert.Equal("Guestbook 1.0.0", await guest.RequestAsync<string>("Guestbook/HD_About"));
    }
}
