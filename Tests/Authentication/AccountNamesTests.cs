using Xunit;

namespace Mqant.Tests.Authentication;

public sealed class AccountNamesTests
{
    [Theory]
    [InlineData("Ada", "ada")]
    [InlineData("ada_l-1.x+y@example.org", "ada_l-1.x+y@example.org")]
    [InlineData("大家好", "大家好")]
    [InlineData("ÉMILE", "émile")]
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
