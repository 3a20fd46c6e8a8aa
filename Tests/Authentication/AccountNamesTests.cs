using Xunit;

namespace Mqant.Tests.Authentication;

public sealed class AccountNamesTests
{
    [Theory]
    [InlineData("Ada", "ada")]
    [InlineData("ada_l-1.x+y@example.org", "ada_l-1.x+y@example.org")]
    [InlineData("大家好", "大家好")]
    [InlineData("ÉMILE", "émile")]
    [InlineData("Lily大家", "lily大家")]
    [InlineData("Олег1", "олег1")]
    public void Name_IsComparedInOneForm(string name, string normal) => Assert.Equal(normal, AccountNames.Normalize(name));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("device:x")]
    [InlineData("a\u0000")]
    [InlineData("a\u200Bb")]
    [InlineData("a\u202Eb")]
    [InlineData("e\u0301mile")]
    [InlineData("\uFF41da")]
    [InlineData("?")]
    [InlineData("p\u0430ypal")]
    [InlineData("\u03bfleg")]
    [InlineData("adm\u0131n")]
    [InlineData("\u1d0fleg")]
    [InlineData("ole\u0261")]
    [InlineData("admin\u0661")]
    public void Name_ThatLooksLikeAnotherOrCanBeNone_IsRefused(string? name)
    {
        // Where the runtime has ICU, what can be composed is: that is another form of a name, and no other name.
        var normal = AccountNames.Normalize(name);

        Assert.True(normal is null or "émile" or "ada", normal);
    }

    [Fact]
    public void Name_ThatIsTooLong_OrHasHalfACharacter_IsRefused()
    {
        Assert.Null(AccountNames.Normalize("a\uD800"));
        Assert.NotNull(AccountNames.Normalize(new string('a', 64)));
        Assert.Null(AccountNames.Normalize(new string('a', 65)));
        Assert.Null(AccountNames.Normalize(new string('大', 64)));
    }
}
