using Microsoft.Extensions.Options;
using Mqant.Operations;
using Mqant.Operations.Errors;
using Xunit;

namespace Mqant.Tests.Errors;

public sealed class SecretFilterTests
{
    private const string Hidden = SecretPatterns.Hidden;
    private const string Jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJib2IifQ.c2lnbmF0dXJlLW9mLWl0";

    [Theory]
    [InlineData("Login failed: password=hunter2; user=bob", $"Login failed: password={Hidden}; user=bob")]
    [InlineData("""{"user":"bob","passWord":"hun\"ter2","n":3}""", $$"""{"user":"bob","passWord":{{Hidden}},"n":3}""")]
    [InlineData("dbPassword: 'hunter 2'", $"dbPassword: {Hidden}")]
    [InlineData("The password is hunter2.", $"The password is {Hidden}")]
    [InlineData("The password is required.", "The password is required.")]
    [InlineData("Server=db;User Id=sa;Pwd=hunter2;Encrypt=true", $"Server=db;User Id=sa;Pwd={Hidden};Encrypt=true")]
    [InlineData("AccountName=a;AccountKey=abc123==;X=1", $"AccountName=a;AccountKey={Hidden};X=1")]
    [InlineData("redis:6379,password=hunter2,ssl=true", $"redis:6379,password={Hidden},ssl=true")]
    [InlineData("amqp://bob:hunter2@mq/vhost", $"amqp://{Hidden}@mq/vhost")]
    [InlineData("GET /x?access_token=abcdef&n=1", $"GET /x?access_token={Hidden}&n=1")]
    [InlineData("Authorization: Basic Ym9iOmh1bnRlcjI=", $"Authorization: {Hidden}")]
    [InlineData("sent with Bearer abc.def-123", $"sent with Bearer {Hidden}")]
    [InlineData("Basic authentication is off", "Basic authentication is off")]
    [InlineData($"bad token {Jwt} of bob", $"bad token {Hidden} of bob")]
    [InlineData("key sk_live_abcdefghijklmnop used", $"key {Hidden} used")]
    [InlineData("https://hooks.slack.com/services/T0/B0/abc failed", $"https://hooks.slack.com/services/{Hidden} failed")]
    [InlineData("Room 7 has 3 players, not 4.", "Room 7 has 3 players, not 4.")]
    [InlineData("bob@example.com is away", "bob@example.com is away")]
    public void Clean_Text_HidesSecretsAlone(string text, string expected) => Assert.Equal(expected, Create().Clean(text));

    [Fact]
    public void Clean_PrivateKeyThatWasCutOff_HidesTheRest() =>
        Assert.Equal($"key: {Hidden}", Create().Clean("key: -----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKC\nAQEA"));

    [Fact]
    public void Clean_OwnPatternAndAddresses_AreHiddenByOption()
    {
        var filter = Create(new ErrorOptions { Secrets = [@"card \d{4}"], HideEmailAddresses = true });

        Assert.Equal($"{Hidden} of {Hidden}", filter.Clean("card 1234 of bob@example.com"));
    }

    [Fact]
    public void Clean_PatternThatNeverEnds_HidesAll() =>
        Assert.DoesNotContain("aaaa", Create(new ErrorOptions { Secrets = ["^(a+)+$"] }).Clean(new string('a', 40) + "!"), StringComparison.Ordinal);

    [Fact]
    public void Describe_ValueOfSecretName_IsHidden()
    {
        Assert.Equal(Hidden, Create().Describe("ApiKey", "x"));
        Assert.Equal("x", Create().Describe("Item", "x"));
    }

    [Fact]
    public void Describe_MarkedTypesAndMembers_AreHidden()
    {
        Assert.Equal(Hidden, Create().Describe("Paid", new Card("4000123412341234")));
        Assert.Equal($"Payment {{ Amount = 3, Card = {Hidden}, Pin = {Hidden} }}", Create().Describe("Paid", new Payment(3, new Card("4000123412341234"), "9876")));
        Assert.Equal(Hidden, Create().Describe("Paid", new[] { new Card("4000123412341234") }));
    }

    [Fact]
    public void Clean_LineWithMarkedValue_HidesItInTheText()
    {
        var payment = new Payment(3, new Card("4000123412341234"), "9876");

        var text = Create().Clean($"No money for {payment}", [new("Payment", payment)]);

        Assert.Contains("Amount = 3", text, StringComparison.Ordinal);
        Assert.DoesNotContain("9876", text, StringComparison.Ordinal);
        Assert.DoesNotContain("4000", text, StringComparison.Ordinal);
    }

    private static SecretFilter Create(ErrorOptions? options = null) => new(Options.Create(options ?? new ErrorOptions()));

    [Secret]
    private sealed record Card(string Number);

    private sealed record Payment(int Amount, Card Card, [property: Secret] string Pin);
}
