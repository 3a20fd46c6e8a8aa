using Microsoft.Extensions.Configuration;
using Xunit;

namespace Mqant.Tests.Authentication;

/// <summary>What is wrong in the settings is refused by its key.</summary>
public sealed class AuthenticationOptionsTests
{
    [Theory]
    [InlineData("Jwt:Issuer", "Jwt:Audience=g", "Jwt:KeysFile=f")]
    [InlineData("Jwt:Audience", "Jwt:Issuer=i", "Jwt:KeysFile=f")]
    [InlineData("Jwt:KeysFile", "Jwt:Issuer=i", "Jwt:Audience=g")]
    [InlineData("Jwt:KeysFile", "Jwt:Issuer=i", "Jwt:Audience=g", "Jwt:KeysFile=f", "Jwt:KeysUrl=https://i/keys")]
    [InlineData("Jwt:KeysUrl", "Jwt:Issuer=i", "Jwt:Audience=g", "Jwt:KeysUrl=http://issuer.example/keys")]
    [InlineData("Jwt:KeysUrl", "Jwt:Issuer=i", "Jwt:Audience=g", "Jwt:KeysUrl=keys.json")]
    [InlineData("Jwt:Algorithms", "Jwt:Issuer=i", "Jwt:Audience=g", "Jwt:KeysFile=f", "Jwt:Algorithms:0=none")]
    [InlineData("Jwt:Algorithms", "Jwt:Issuer=i", "Jwt:Audience=g", "Jwt:KeysFile=f", "Jwt:Algorithms:0=RS256", "Jwt:Algorithms:1=HS256")]
    [InlineData("Jwt:ClockSkew", "Jwt:Issuer=i", "Jwt:Audience=g", "Jwt:KeysFile=f", "Jwt:ClockSkew=01:00:00")]
    [InlineData("Jwt:KeysRefresh", "Jwt:Issuer=i", "Jwt:Audience=g", "Jwt:KeysFile=f", "Jwt:KeysRefresh=00:00:01")]
    [InlineData("Accounts:MinPasswordLength", "Accounts:MinPasswordLength=0")]
    [InlineData("Accounts:HashIterations", "Accounts:HashIterations=1")]
    [InlineData("Accounts:HashQueue", "Accounts:HashQueue=0")]
    [InlineData("BackOff:AccountTries", "BackOff:AccountTries=0")]
    [InlineData("BackOff:MaxWait", "BackOff:MaxWait=00:00:00")]
    public void Value_ThatIsNotAllowed_IsRefusedByItsKey(string key, params string[] settings)
    {
        var exception = Assert.Throws<SettingsException>(() => Read(settings));

        Assert.StartsWith($"Mqant:Authentication:{key}: ", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Mqant:Authentication:Jwts", "Jwts:Issuer=i")]
    [InlineData("Mqant:Authentication:Jwt:Isuer", "Jwt:Isuer=i")]
    [InlineData("Mqant:Authentication:Accounts:Enable", "Accounts:Enable=true")]
    public void Key_ThatThereIsNot_IsRefused(string key, string setting)
    {
        var exception = Assert.Throws<SettingsException>(() => Read(setting));

        Assert.StartsWith($"{key} is no setting.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_ThatAreAllowed_AreTaken()
    {
        var options = Read("Jwt:Issuer=i", "Jwt:Audience=g", "Jwt:KeysUrl=http://127.0.0.1:1/keys", "Jwt:Algorithms:0=ES384", "Jwt:Settings:tier=plan", "Guests:Allowed=false");

        Assert.True(options.Jwt.IsOn);
        Assert.Equal(["ES384"], options.Jwt.EffectiveAlgorithms);
        Assert.Equal("plan", options.Jwt.Settings["tier"]);
        Assert.False(options.Guests.Allowed);
        Assert.False(Read().Jwt.IsOn);
    }

    private static AuthenticationOptions Read(params string[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(static setting => setting.Split('=', 2)).Select(static pair => KeyValuePair.Create($"Mqant:Authentication:{pair[0]}", (string?)pair[1])))
        .Build()
        .ReadMqantOptions<AuthenticationOptions>(AuthenticationOptions.SectionName);
}
