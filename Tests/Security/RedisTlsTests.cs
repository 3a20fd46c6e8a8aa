using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Xunit;

namespace Mqant.Tests.Security;

/// <summary>Connections to a real Redis with TLS and a password.</summary>
public sealed class RedisTlsTests : IDisposable
{
    private readonly TestCertificates _certificates = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public async Task Redis_WithItsAuthorityACertificateAndThePassword_Answers()
    {
        await using var server = await TlsRedis.StartAsync(_certificates);
        await using var redis = await ConnectionMultiplexer.ConnectAsync(RedisConnection.Parse(Options(server.Address), new ServiceCollection()));

        await redis.GetDatabase().StringSetAsync("key", "value");

        Assert.Equal("value", await redis.GetDatabase().StringGetAsync("key"));
    }

    [Theory]
    [InlineData("no authority", "there is no TLS with Redis at")]
    [InlineData("another authority", "there is no TLS with Redis at")]
    [InlineData("wrong password", "does not accept the user or the password")]
    [InlineData("no TLS", "needs ssl=true")]
    [InlineData("no certificate", "needs Mqant:Cluster:RedisTls:Certificate")]
    public async Task Redis_WithoutOneOfThem_EndsTheStartWithTheReason(string without, string reason)
    {
        using var others = new TestCertificates();
        await using var server = await TlsRedis.StartAsync(_certificates);
        var options = Options(server.Address);
        options.RedisTls.CaPath = without switch { "no authority" => null, "another authority" => others.CaPath, _ => options.RedisTls.CaPath };
        options.Redis = without switch
        {
            "wrong password" => $"{server.EndPoint},ssl=true,password=wrong",
            "no TLS" => $"{server.EndPoint},password={TlsRedis.Password}",
            _ => options.Redis,
        };
        options.RedisTls = without switch
        {
            "no TLS" => new(),
            "no certificate" => new() { CaPath = options.RedisTls.CaPath },
            _ => options.RedisTls,
        };

        var exception = await Assert.ThrowsAsync<SettingsException>(() => new RedisAtStart(RedisConnection.Parse(options, new ServiceCollection())).StartingAsync(Cancellation));

        Assert.StartsWith("Mqant:Cluster:Redis: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redis_OfTheSecondOfTwoAuthoritiesWithOneName_Answers()
    {
        using var next = new TestCertificates();
        await File.AppendAllTextAsync(_certificates.CaPath, "\n" + await File.ReadAllTextAsync(next.CaPath, Cancellation), Cancellation);
        await using var server = await TlsRedis.StartAsync(next);
        var options = Options(server.Address);
        options.RedisTls.Certificate = next.WriteNew("client");

        await using var redis = await ConnectionMultiplexer.ConnectAsync(RedisConnection.Parse(options, new ServiceCollection()));

        Assert.True(redis.IsConnected);
    }

    [Theory]
    [InlineData("127.0.0.1:1,password=x", null, "Mqant:Cluster:RedisTls is set")]
    [InlineData("127.0.0.1:1,ssl=true", "/nowhere/ca.pem", "Mqant:Cluster:RedisTls:CaPath: ")]
    public void Settings_ThatDoNotFit_AreRefusedWithTheirKey(string redis, string? authority, string message)
    {
        var options = Options(redis);
        options.RedisTls.CaPath = authority ?? options.RedisTls.CaPath;

        var exception = Assert.Throws<SettingsException>(() => RedisConnection.Parse(options, new ServiceCollection()));

        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
    }

    private MqantClusterOptions Options(string redis) => new()
    {
        Redis = redis,
        RedisTls = { CaPath = _certificates.CaPath, Certificate = _certificates.WriteNew("client") },
    };
}
