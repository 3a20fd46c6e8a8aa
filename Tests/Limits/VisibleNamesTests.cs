using Xunit;

namespace Mqant.Tests.Limits;

/// <summary>Names that people choose and others see.</summary>
public sealed class VisibleNamesTests
{
    private readonly VisibleNames _names = new();

    [Theory]
    [InlineData("bob")]
    [InlineData("Ännas Raum")]
    [InlineData("大家好")]
    [InlineData("नमस्ते")]
    [InlineData("مرحبا")]
    [InlineData("🎉")]
    public void Name_ThatCanBeSeen_IsTaken(string name) => Assert.Equal(name, _names.Normalize(NameKind.User, name));

    [Fact]
    public void Names_ThatLookTheSame_AreTheSame_OrOneIsRefused() => Assert.Equal(VisibleNames.Composes ? "\u00c4nna" : null, _names.Normalize(NameKind.Key, "A\u0308nna"));

    [Theory]
    [InlineData("admin\u200b")]
    [InlineData("ad\u00admin")]
    [InlineData("\u202enimda")]
    [InlineData("ad\u2066min")]
    [InlineData("admin\u3164")]
    [InlineData("admin\ufe0f")]
    [InlineData("a\u0085b")]
    [InlineData("a\u2028b")]
    [InlineData("a\ud800")]
    [InlineData("a\ufeff")]
    [InlineData("lobby ")]
    [InlineData(" lobby")]
    [InlineData("the  lobby")]
    [InlineData("the\u00a0lobby")]
    [InlineData("lobby\u3000")]
    [InlineData("a\U000e0041")]
    public void Name_WithWhatCannotBeSeen_IsRefused(string name) => Assert.Null(_names.Normalize(NameKind.User, name));

    [Theory]
    [InlineData(" ")]
    [InlineData("\u00a0\u3000")]
    [InlineData("a\nb")]
    public void UserId_ThatIsBlankOrHasControls_IsRefusedWithItsError(string id) =>
        Assert.StartsWith("A user id ", Assert.Throws<GameException>(() => UserIds.Normalize(id, _names)).Message, StringComparison.Ordinal);
}
