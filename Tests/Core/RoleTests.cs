using Xunit;

namespace Mqant.Tests.Core;

/// <summary>What a login is worth: roles, and what is no login at all.</summary>
public sealed class RoleTests(CoreFixture core)
{
    [Theory]
    [InlineData("player", GameErrors.RoleRequired, GameErrors.RoleRequired)]
    [InlineData("gm", GameErrors.RoleRequired, GameErrors.RoleRequired)]
    [InlineData("staff", "", GameErrors.RoleRequired)]
    [InlineData("owner,gm", "", "")]
    public async Task Handler_ThatNeedsRoles_AnswersWhoHasOneOfEachSet(string roles, string staff, string gm)
    {
        var client = await core.ConnectAsync();
        await client.CallAsync("Guarded/HD_Login/1", new { Name = $"role-{roles}", Value = roles });

        Assert.Equal(staff, (await client.CallAsync("Guarded/HD_Staff/2")).Error);
        Assert.Equal(gm, (await client.CallAsync("Guarded/HD_Gm/3")).Error);
        Assert.Equal("", (await client.CallAsync("Guarded/HD_Open/4")).Error);
    }

    [Fact]
    public async Task Handler_ThatNeedsARole_TellsGuestsToLogIn()
    {
        var client = await core.ConnectAsync();

        Assert.Equal(GameErrors.LoginRequired, (await client.CallAsync("Guarded/HD_Staff/1")).Error);
        Assert.Equal("", (await client.CallAsync("Guarded/HD_Open/2")).Error);
    }

    // The gateway does not know yet who the session will be: the silo decides.
    [Fact]
    public async Task Handler_CalledRightBehindALogin_IsHeldToItsRoles()
    {
        var client = await core.ConnectAsync();
        client.Send(
            ("Guarded/HD_Login/1", """{"Name":"role-behind","Value":"player"}"""), ("Guarded/HD_Staff/2", "{}"),
            ("Guarded/HD_Login/3", """{"Name":"role-behind","Value":"staff"}"""), ("Guarded/HD_Staff/4", "{}"));

        Assert.Equal("", (await client.NextAsync()).Error);
        Assert.Equal(GameErrors.RoleRequired, (await client.NextAsync()).Error);
        Assert.Equal("", (await client.NextAsync()).Error);
        Assert.Equal("\"staff\"", (await client.NextAsync()).Result);
    }

    [Fact]
    public async Task IdThatAGameGaveItsGuest_IsNoLogin_UntilThereIsOne()
    {
        var client = await core.ConnectAsync();
        await client.CallAsync("Guarded/HD_Name/1", new { Name = "role-guest" });
        Assert.Equal("\"role-guest\"", (await client.CallAsync("Probe@rg/HD_WhoAmI/2")).Result);

        Assert.Equal(GameErrors.LoginRequired, (await client.CallAsync("Probe@rg/HD_LoggedIn/3")).Error);

        // Also right behind what gives the id.
        var other = await core.ConnectAsync();
        other.Send(("Guarded/HD_Name/1", """{"Name":"role-guest-2"}"""), ("Guarded/HD_Staff/2", "{}"));
        await other.NextAsync();
        Assert.Equal(GameErrors.LoginRequired, (await other.NextAsync()).Error);

        await client.CallAsync("Probe@rg/HD_Bind/4", new { Name = "role-guest" });
        Assert.Equal("\"role-guest\"", (await client.CallAsync("Probe@rg/HD_LoggedIn/5")).Result);
    }

    [Fact]
    public async Task Login_OfOneWhoIsLoggedIn_KeepsTheRolesUnlessOthersAreNamed()
    {
        var client = await core.ConnectAsync();
        await client.CallAsync("Guarded/HD_Login/1", new { Name = "role-keep", Value = "staff" });

        await client.CallAsync("Probe@rk/HD_Bind/2", new { Name = "role-keep" });
        Assert.Equal("\"staff\"", (await client.CallAsync("Guarded/HD_Staff/3")).Result);

        await client.CallAsync("Guarded/HD_Login/4", new { Name = "role-keep", Value = "owner" });
        Assert.Equal("\"owner\"", (await client.CallAsync("Guarded/HD_Staff/5")).Result);

        await client.CallAsync("Probe@rk/HD_Bind/6", new { Name = "role-keep-other" });
        Assert.Equal(GameErrors.RoleRequired, (await client.CallAsync("Guarded/HD_Staff/7")).Error);
    }

    [Fact]
    public async Task Bind_WithARoleThatIsNone_IsRefused()
    {
        var client = await core.ConnectAsync();

        Assert.Contains("roles", (await client.CallAsync("Guarded/HD_Login/1", new { Name = "role-bad", Value = "a b" })).Error, StringComparison.Ordinal);
        Assert.Equal("", client.Session.UserId);
    }

    [Theory]
    [InlineData("000", null, null)]
    [InlineData("000!Not Logined", "Not Logined", null)]
    [InlineData("000@gm,owner;staff!Not Logined", "Not Logined", "gm,owner;staff")]
    [InlineData("0001x@gm!a@b", "a@b", "gm")]
    public void Traits_AsTextOfAnyVersion_AreRead(string text, string? login, string? roles)
    {
        var traits = HandlerTraits.Parse(text)!;

        Assert.Equal((login, roles), (traits.LoginError, traits.Roles));
        Assert.Equal(traits, HandlerTraits.Parse(traits.ToString()));
    }
}
