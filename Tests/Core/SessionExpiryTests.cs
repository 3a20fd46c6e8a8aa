using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Mqant.Gateway.Identity;
using Mqant.Gateway.Sessions;
using Xunit;

namespace Mqant.Tests.Core;

/// <summary>Logins that an authenticator of the game makes for a time.</summary>
public sealed class SessionExpiryTests
{
    [Fact]
    public async Task Session_WhoseLoginIsForATime_EndsWithIt_AndIsForgottenWhenItEndsBefore()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var core = await CoreFixture.StartAsync(o => o.Time = time);
        var expiry = core.Services.GetRequiredService<SessionExpiry>();
        var first = await core.ConnectAsync(Opening("hook-first"));
        var second = await core.ConnectAsync(Opening("hook-second"));
        Assert.Equal("\"staff\"", (await first.CallAsync("Guarded/HD_Staff/1")).Result);
        Assert.Equal("hook-second", expiry.FindUser(second.Session));

        second.Session.End(SessionEndReason.ConnectionLost);
        Assert.Null(expiry.FindUser(second.Session));

        time.Advance(TimeSpan.FromSeconds(59));
        var third = await core.ConnectAsync(Opening("hook-third"));
        Assert.False(first.IsClosed);

        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(SessionEndReason.NotAuthorized, await first.Closed);
        Assert.False(third.IsClosed);

        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(SessionEndReason.NotAuthorized, await third.Closed);
        Assert.False(second.IsClosed);
    }

    private static SessionOpening Opening(string user) => new() { ClientId = user, UserName = user, Password = "brief"u8.ToArray() };
}
