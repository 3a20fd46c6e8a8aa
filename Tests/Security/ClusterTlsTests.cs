using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Mqant.Tests.Cluster;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Security;

/// <summary>Processes of a cluster that speak mutual TLS, on a Redis with TLS and a password.</summary>
public sealed class ClusterTlsTests : IDisposable
{
    private readonly TestCertificates _certificates = new("Cluster CA");

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public async Task Cluster_WithTlsEverywhere_ServesGatewaysOfBothKindsAndNobodyElse()
    {
        await using var redis = await TlsRedis.StartAsync(_certificates);
        string[] toRedis = [$"--Mqant:Cluster:RedisTls:CaPath={_certificates.CaPath}", .. Certificate("Mqant:Cluster:RedisTls", "redis-client")];
        await using var cluster = new ClusterUnderTest(redis.Address, toRedis);
        string[] member = [$"--Mqant:Cluster:Tls:CaPath={_certificates.CaPath}", .. Certificate("Mqant:Cluster:Tls", "member")];
        using var others = new TestCertificates("Cluster CA");
        var stranger = others.WriteNew("member");
        await File.AppendAllTextAsync(others.CaPath, "\n" + await File.ReadAllTextAsync(_certificates.CaPath, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        var silo = await cluster.AddSiloAsync(member);
        var gateways = new[] { await AddGatewayAsync("Silo"), await AddGatewayAsync("Client") };

        foreach (var gateway in gateways)
        {
            using var client = await GameClient.ConnectAsync(gateway);
            await client.LoginAsync("alice");
        }

        // Each names itself a member or a client as the others do, and has Redis' password.
        var plain = cluster.LaunchGateway("Client");
        var forged = cluster.Launch(
            Programs.Gateway,
            [
                .. ProgramArguments.Gateway,
                "--Mqant:Gateway:Join=Client",
                $"--Mqant:Cluster:Tls:CaPath={others.CaPath}",
                $"--Mqant:Cluster:Tls:Certificate:Path={stranger.Path}",
                $"--Mqant:Cluster:Tls:Certificate:KeyPath={stranger.KeyPath}",
            ]);
        var plainMember = cluster.LaunchGateway("Silo");
        await plain.WaitForLineAsync("A silo of the cluster cannot be reached");
        await forged.WaitForLineAsync("A silo of the cluster cannot be reached");
        await silo.WaitForLineAsync("Authentication failed");
        await plainMember.WaitForLineAsync("Newly joining silos validate connectivity");
        using var stillServed = await GameClient.ConnectAsync(gateways[0]);
        await stillServed.LoginAsync("bob");
        Assert.All(new[] { plain, forged, plainMember }, process => Assert.DoesNotContain("Ready.", process.Output, StringComparison.Ordinal));

        async Task<MqantProcess> AddGatewayAsync(string join)
        {
            var gateway = cluster.Launch(Programs.Gateway, [.. ProgramArguments.Gateway, $"--Mqant:Gateway:Join={join}", .. member]);
            await gateway.WaitUntilReadyAsync();
            return gateway;
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Warning_OfUnprotectedPorts_IsGoneWithTls(bool hasTls)
    {
        string[] tls = [$"--Mqant:Cluster:Tls:CaPath={_certificates.CaPath}", .. Certificate("Mqant:Cluster:Tls", "member")];
        var builder = MqantProgram.CreateBuilder(hasTls ? tls : []);

        builder.AddMqantSilo();

        Assert.Equal(!hasTls, builder.Services.Any(static service => service.ImplementationType == typeof(ClusterNetworkWarning)));
    }

    [Fact]
    public async Task Certificate_ThatCannotBeRead_EndsTheStartWithItsKey()
    {
        var builder = MqantProgram.CreateBuilder(
        [
            "--Mqant:Silo:Port=0",
            "--Mqant:Silo:GatewayPort=0",
            $"--Mqant:Cluster:Tls:CaPath={_certificates.CaPath}",
            $"--Mqant:Cluster:Tls:Certificate:Path={_certificates.PathOf("missing.pem")}",
        ]);
        builder.AddMqantSilo();
        using var host = builder.Build();

        var exception = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.StartsWith("Mqant:Cluster:Tls:Certificate: ", Assert.IsType<SettingsException>(exception as SettingsException ?? exception.InnerException).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("another authority", "is not among those that CaPath has signed.")]
    [InlineData("another thumbprint", "is not among Thumbprints.")]
    [InlineData("expired", "it has expired: CN=member")]
    [InlineData("for servers", "its extended key usage does not allow both: CN=member")]
    public async Task Certificate_ThatTheOthersWouldRefuse_EndsTheStartWithItsKey(string what, string reason)
    {
        using var others = new TestCertificates("Cluster CA");
        var own = (what == "another authority" ? others : _certificates).WriteNew("member", what == "for servers" ? "1.3.6.1.5.5.7.3.1" : null, what == "expired" ? 0 : 10);
        var builder = MqantProgram.CreateBuilder(
        [
            "--Mqant:Silo:Port=0",
            "--Mqant:Silo:GatewayPort=0",
            what == "another thumbprint" ? $"--Mqant:Cluster:Tls:Thumbprints:0={new string('A', 64)}" : $"--Mqant:Cluster:Tls:CaPath={_certificates.CaPath}",
            $"--Mqant:Cluster:Tls:Certificate:Path={own.Path}",
            $"--Mqant:Cluster:Tls:Certificate:KeyPath={own.KeyPath}",
        ]);
        builder.AddMqantSilo();
        using var host = builder.Build();

        var exception = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync(TestContext.Current.CancellationToken));

        var message = Assert.IsType<SettingsException>(exception as SettingsException ?? exception.InnerException).Message;
        Assert.StartsWith("Mqant:Cluster:Tls:Certificate: ", message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    private string[] Certificate(string section, string name)
    {
        var certificate = _certificates.WriteNew(name);
        return [$"--{section}:Certificate:Path={certificate.Path}", $"--{section}:Certificate:KeyPath={certificate.KeyPath}"];
    }
}
