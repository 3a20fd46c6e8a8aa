using Mqant.Gateway.Sessions;
using Xunit;

namespace Mqant.Tests.Core;

public sealed class SessionTests(CoreFixture core)
{
    private static readonly object Red = new { Name = "color", Value = "red" };

    [Fact]
    public async Task Settings_SetByAHandler_AreSeenByTheNextCallOfAnyGrain()
    {
        var client = await core.ConnectAsync(new SessionOpening { ClientId = "c", Settings = new Dictionary<string, string> { ["User-Agent"] = "test" } });
        Assert.Equal("\"red\"", (await client.CallAsync("Probe@s1/HD_Set/1", Red)).Result);
        Assert.Equal("\"red\"", (await client.CallAsync("Probe@s2/HD_Get/1", Red)).Result);
        Assert.Equal("\"test\"", (await client.CallAsync("Probe@s2/HD_Get/1", new { Name = "User-Agent" })).Result);
        Assert.Equal("null", (await client.CallAsync("Probe@s1/HD_Set/1", new { Name = "color" })).Result);
        Assert.Equal("null", (await client.CallAsync("Probe@s2/HD_Get/1", Red)).Result);
    }

    [Fact]
    public async Task Settings_OfAHandlerThatFails_AreDiscarded()
    {
        var client = await core.ConnectAsync();
        Assert.Equal("failed after setting", (await client.CallAsync("Probe@s3/HD_Set/1", new { Name = "color", Value = "red", Fail = true })).Error);
        Assert.Equal("null", (await client.CallAsync("Probe@s3/HD_Get/1", Red)).Result);
    }

    [Fact]
    public async Task Settings_Pushed_StayWhenTheHandlerFails()
    {
        var client = await core.ConnectAsync();
        Assert.Equal("failed after pushing", (await client.CallAsync("Probe@s4/HD_SetAndPush/1", Red)).Error);
        Assert.Equal("\"red\"", (await client.CallAsync("Probe@s4/HD_Get/1", Red)).Result);
    }

    [Fact]
    public async Task Settings_WithinABatch_AreCarriedFromCallToCall()
    {
        var client = await core.ConnectAsync();
        client.Send(
            ("Probe@s5/HD_Set/1", "{\"Name\":\"n\",\"Value\":\"1\"}"),
            ("Probe@s5/HD_Get/2", "{\"Name\":\"n\"}"),
            ("Probe@s5/HD_Set/3", "{\"Name\":\"n\",\"Value\":\"2\",\"Fail\":true}"),
            ("Probe@s5/HD_Get/4", "{\"Name\":\"n\"}"));
        Assert.Equal("\"1\"", (await client.NextAsync()).Result);
        Assert.Equal("\"1\"", (await client.NextAsync()).Result);
        Assert.Equal("failed after setting", (await client.NextAsync()).Error);
        Assert.Equal("\"1\"", (await client.NextAsync()).Result);
    }

    [Fact]
    public async Task Session_PassedToAnotherGrain_ChangesWhenThatGrainPushes()
    {
        var client = await core.ConnectAsync();
        Assert.Equal("\"yes\"", (await client.CallAsync("Probe@f1/HD_Forward/1", new { Name = "f2", Value = "yes" })).Result);
        Assert.Equal("\"yes\"", (await client.CallAsync("Probe@f3/HD_Get/1", new { Name = "forwarded" })).Result);
    }

    [Fact]
    public async Task Bind_Success_TakesEffectWithTheReply()
    {
        var client = await core.ConnectAsync();
        client.Send(("Probe@b1/HD_Bind/1", "{\"Name\":\"bind-ok\"}"), ("Probe@b1/HD_WhoAmI/2", "{}"));
        Assert.Equal("Probe/OnBind", (await client.NextAsync()).Topic);
        Assert.Equal("\"bind-ok\"", (await client.NextAsync()).Result);
        Assert.Equal("\"bind-ok\"", (await client.NextAsync()).Result);
        Assert.Equal("bind-ok", client.Session.UserId);
        Assert.Equal("\"bind-ok\"", (await client.CallAsync("Probe@b2/HD_LoggedIn/1")).Result);
    }

    [Fact]
    public async Task Bind_HandlerFailsAfterwards_IsReleased()
    {
        var client = await core.ConnectAsync();
        Assert.Equal("failed after binding", (await client.CallAsync("Probe@b3/HD_Bind/1", new { Name = "bind-fail", Fail = true })).Error);
        Assert.Equal("", client.Session.UserId);

        // Nobody is kicked: the failed binding did not count.
        var other = await core.ConnectAsync();
        Assert.Equal("\"bind-fail\"", (await other.CallAsync("Probe@b3/HD_Bind/1", new { Name = "bind-fail" })).Result);
        Assert.Equal("\"\"", (await client.CallAsync("Probe@b3/HD_WhoAmI/1")).Result);
        Assert.False(client.Closed.IsCompleted);
    }

    [Fact]
    public async Task Bind_SecondLogin_KicksTheFirstSession()
    {
        var first = await core.ConnectAsync();
        await first.CallAsync("Probe@b4/HD_Bind/1", new { Name = "twice" });
        var second = await core.ConnectAsync();
        await second.CallAsync("Probe@b5/HD_Bind/1", new { Name = "twice" });
        var push = await first.NextAsync();
        Assert.Equal("Session/OnKick", push.Topic);
        Assert.Equal("{\"reason\":\"duplicate login\"}", push.Body);
        Assert.Equal(SessionEndReason.DuplicateLogin, await first.Closed);
    }

    [Fact]
    public async Task Bind_UserWithStoredSettings_MergesThemAndTheConnectionsOwnWin()
    {
        var first = await core.ConnectAsync();
        await first.CallAsync("Probe@m1/HD_Set/1", new { Name = "stored", Value = "old" });
        await first.CallAsync("Probe@m1/HD_Set/1", new { Name = "kept", Value = "old" });
        await first.CallAsync("Probe@m1/HD_Bind/1", new { Name = "merging" });
        await first.CallAsync("Probe@m1/HD_Set/1", new { Name = "later", Value = "old" });
        await core.StoredAsync(first);
        first.Session.End(SessionEndReason.ClientDisconnected);

        var second = await core.ConnectAsync();
        await second.CallAsync("Probe@m1/HD_Set/1", new { Name = "kept", Value = "new" });
        await second.CallAsync("Probe@m1/HD_Bind/1", new { Name = "merging" });
        Assert.Equal("\"old\"", (await second.CallAsync("Probe@m1/HD_Get/1", new { Name = "stored" })).Result);
        Assert.Equal("\"old\"", (await second.CallAsync("Probe@m1/HD_Get/1", new { Name = "later" })).Result);
        Assert.Equal("\"new\"", (await second.CallAsync("Probe@m1/HD_Get/1", new { Name = "kept" })).Result);
    }

    [Fact]
    public async Task Push_FromTheHandler_ArrivesBeforeItsReplyAndInOrder()
    {
        var client = await core.ConnectAsync();
        for (var round = 0; round < 20; round++)
        {
            client.Send(("Probe@p1/HD_Pushes/1", "{\"Number\":50}"));
            for (var i = 1; i <= 50; i++)
            {
                Assert.Equal($"{i}", (await client.NextAsync()).Body);
            }

            Assert.True((await client.NextAsync()).IsReply);
        }
    }

    [Fact]
    public async Task Reference_KeptByAGrain_ReachesTheSessionUntilItIsUnbound()
    {
        var client = await core.ConnectAsync();
        await client.CallAsync("Probe@k1/HD_Bind/1", new { Name = "keeper" });
        await client.CallAsync("Probe@k1/HD_Keep/1");
        var other = await core.ConnectAsync();
        await other.CallAsync("Probe@k1/HD_Tell/1", new { Value = "one" });
        Assert.Equal("\"one\"", (await client.NextAsync()).Body);

        await client.CallAsync("Probe@k2/HD_Unbind/1");
        await other.CallAsync("Probe@k1/HD_Tell/1", new { Value = "two" });
        await core.UntilAsync(async () => (await other.CallAsync("Probe@k1/HD_Ended/1")).Result == "[\"Unbound\"]");
        Assert.Equal("\"\"", (await client.CallAsync("Probe@k2/HD_WhoAmI/1")).Result);
    }

    [Fact]
    public async Task Reference_OfAGuest_StaysValidWhenTheGuestLogsInAndNotWhenTheUserChanges()
    {
        var client = await core.ConnectAsync();
        await client.CallAsync("Probe@g1/HD_Keep/1");
        await client.CallAsync("Probe@g2/HD_Bind/1", new { Name = "guest-a" });
        var other = await core.ConnectAsync();
        await other.CallAsync("Probe@g1/HD_Tell/1", new { Value = "hello" });
        Assert.Equal("\"hello\"", (await client.NextAsync()).Body);
        await client.CallAsync("Probe@g2/HD_Bind/1", new { Name = "guest-b" });
        await core.UntilAsync(async () => (await other.CallAsync("Probe@g1/HD_Ended/1")).Result == "[\"Unbound\"]");
    }

    [Fact]
    public async Task Watch_SessionThatEnds_IsReportedOnce()
    {
        var client = await core.ConnectAsync();
        await client.CallAsync("Probe@w1/HD_Keep/1");
        client.Session.End(SessionEndReason.KeepAliveTimeout);
        var other = await core.ConnectAsync();
        await core.UntilAsync(async () => (await other.CallAsync("Probe@w1/HD_Ended/1")).Result == "[\"KeepAliveTimeout\"]");
        await other.CallAsync("Probe@w1/HD_Tell/1", new { Value = "nobody" });
        Assert.Equal("[\"KeepAliveTimeout\"]", (await other.CallAsync("Probe@w1/HD_Ended/1")).Result);
    }

    [Fact]
    public async Task Close_ByAHandler_EndsTheConnectionAfterWhatWasSentBefore()
    {
        var client = await core.ConnectAsync();
        client.Send(("Probe@c1/HD_Close/1", "{}"));
        Assert.Equal("\"bye\"", (await client.NextAsync()).Body);
        Assert.Equal(SessionEndReason.Closed, await client.Closed);
    }

    [Fact]
    public async Task Takeover_SameKey_ClosesTheOlderSession()
    {
        var first = await core.ConnectAsync(new SessionOpening { ClientId = "takeover", TakesOver = true });
        var second = await core.ConnectAsync(new SessionOpening { ClientId = "takeover", TakesOver = true });
        Assert.Equal(SessionEndReason.TakenOver, await first.Closed);
        Assert.Equal("", (await second.CallAsync("HelloWorld/HD_Say/1")).Error);
        Assert.False(second.Closed.IsCompleted);
    }
}
