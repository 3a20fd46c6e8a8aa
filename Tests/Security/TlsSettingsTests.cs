using Microsoft.Extensions.Configuration;
using Mqant.Gateway;
using Xunit;

namespace Mqant.Tests.Security;

/// <summary>Settings of TLS and proxies that are refused before anything starts, with the key that is wrong.</summary>
public sealed class TlsSettingsTests
{
    [Theory]
    [InlineData("Mqant:Gateway:Tls:Certificate: ", "Tls:TcpPort=8883")]
    [InlineData("Mqant:Gateway:Tls:TcpPort: ", "Tls:TcpPort=70000", "Tls:Certificate:Path=a.pem")]
    [InlineData("Mqant:Gateway:Tls:Certificate:Path: ", "Tls:TcpPort=8883", "Tls:Certificate:Password=x")]
    [InlineData("Mqant:Gateway:Tls:Certificate:Path: ", "Tls:TcpPort=8883", "Tls:Certificate:Path=a.pem", "Tls:Certificate:Subject=a")]
    [InlineData("Mqant:Gateway:Tls:Certificate:KeyPath: ", "Tls:TcpPort=8883", "Tls:Certificate:KeyPath=a.key", "Tls:Certificate:Subject=a")]
    [InlineData("Mqant:Gateway:Tls:Certificate:Location: ", "Tls:TcpPort=8883", "Tls:Certificate:Location=Here", "Tls:Certificate:Subject=a")]
    [InlineData("Mqant:Gateway:Tls:Certificate:Pth ", "Tls:TcpPort=8883", "Tls:Certificate:Pth=a.pem")]
    [InlineData("Mqant:Gateway:Tls:Sni:a.test:Certificate:Path: ", "Tls:TcpPort=8883", "Tls:Sni:a.test:Certificate:Store=My")]
    [InlineData("Mqant:Gateway:Tls:Sni:no name: ", "Tls:TcpPort=8883", "Tls:Sni:no name:Certificate:Path=a.pem")]
    [InlineData("Mqant:Gateway:Tls:ClientCaPath: ", "Tls:TcpPort=8883", "Tls:Certificate:Path=a.pem", "Tls:ClientCaPath=ca.pem")]
    [InlineData("Mqant:Gateway:Tls:ClientCertificateMode: ", "Tls:TcpPort=8883", "Tls:Certificate:Path=a.pem", "Tls:ClientCertificateMode=DelayCertificate")]
    [InlineData("Mqant:Gateway:Tls:MaxHandshakes: ", "Tls:MaxHandshakes=0")]
    [InlineData("Mqant:Gateway:Proxy:Networks:1: ", "Proxy:Networks:0=10.0.0.1", "Proxy:Networks:1=10.0.0.0/33")]
    [InlineData("Mqant:Gateway:Proxy:WebSocket: ", "Proxy:WebSocket=7")]
    [InlineData("Mqant:Gateway:TcpPort: ", "TcpPort=-2")]
    public void Gateway_WithASettingThatIsNotAllowed_IsToldItsKey(string message, params string[] settings)
    {
        var exception = Assert.Throws<SettingsException>(() => Read<GatewayOptions>(GatewayOptions.SectionName, settings));

        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Mqant:Cluster:Tls:CaPath: ", "Tls:Certificate:Path=a.pem")]
    [InlineData("Mqant:Cluster:Tls:Certificate: ", "Tls:CaPath=ca.pem")]
    [InlineData("Mqant:Cluster:Tls:Thumbprints:0: ", "Tls:Certificate:Path=a.pem", "Tls:Thumbprints:0=AB:CD")]
    [InlineData("Mqant:Cluster:RedisTls:Certificate:Path: ", "RedisTls:Certificate:Password=x")]
    public void Cluster_WithASettingThatIsNotAllowed_IsToldItsKey(string message, params string[] settings)
    {
        var exception = Assert.Throws<SettingsException>(() => Read<MqantClusterOptions>(MqantClusterOptions.SectionName, settings));

        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
    }

    private static T Read<T>(string section, string[] settings)
        where T : class, new() => new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => setting.Split('=')).Select(pair => new KeyValuePair<string, string?>($"{section}:{pair[0]}", pair[1])))
            .Build()
            .ReadMqantOptions<T>(section);
}
