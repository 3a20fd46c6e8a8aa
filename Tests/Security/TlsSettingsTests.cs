using Microsoft.Extensions.Configuration;
using Mqant.Gateway;
using Mqant.Grains;
using Mqant.Operations;
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
    [InlineData("Mqant:Gateway:Proxy:WebSocket: No proxy is believed", "Proxy:WebSocket=XForwardedFor")]
    [InlineData("Mqant:Gateway:Proxy:Http: No proxy is believed", "Proxy:Http=Forwarded")]
    [InlineData("Mqant:Gateway:Proxy has one value, but has settings of its own: Http, Networks, WebSocket.", "Proxy=10.0.0.0/24")]
    [InlineData("Mqant:Gateway:Proxy:Networks has one value, but is a list, whose first element is Mqant:Gateway:Proxy:Networks:0.", "Proxy:Networks=10.0.0.0/24")]
    [InlineData("Mqant:Gateway:AllowedOrigins has one value, but is a list, whose first element is Mqant:Gateway:AllowedOrigins:0.", "AllowedOrigins=https://game.example")]
    [InlineData("Mqant:Gateway:Limits has one value, but has settings of its own: HttpHeadersTimeout, ", "Limits=5")]
    [InlineData("Mqant:Gateway:Tls has one value, but has settings of its own: Certificate, ", "Tls=on")]
    [InlineData("Mqant:Gateway:Tls:Sni has one value, but has names below it: Mqant:Gateway:Tls:Sni:<name>.", "Tls:Sni=play.example.com")]
    [InlineData("Mqant:Gateway:TcpPort:0 is no setting: Mqant:Gateway:TcpPort has one value, and nothing below it.", "TcpPort:0=8883")]
    [InlineData("Mqant:Gateway:Tls:ClientCertificateMode: 'Maybe' is none of NoCertificate, AllowCertificate, RequireCertificate.", "Tls:ClientCertificateMode=Maybe")]
    [InlineData("Mqant:Gateway:Tls:Certificate:Location: 'Mars' is none of CurrentUser, LocalMachine.", "Tls:Certificate:Location=Mars")]
    [InlineData("Mqant:Gateway:Proxy:Http: 'none' is none of ProxyProtocol, XForwardedFor, Forwarded.", "Proxy:Http=none")]
    [InlineData("Mqant:Gateway:Join: 'Member' is none of Silo, Client.", "Join=Member")]
    [InlineData("Mqant:Gateway:TcpPort: 'many' is no whole number", "TcpPort=many")]
    [InlineData("Mqant:Gateway:CallTimeout: 'soon' is no time; expected for example 00:00:30.", "CallTimeout=soon")]
    [InlineData("Mqant:Gateway:Limits:MemoryShare: '10%' is no number; expected for example 0.5.", "Limits:MemoryShare=10%")]
    [InlineData("Mqant:Gateway:Tls:Certificate:AllowInvalid: 'perhaps' is neither true nor false.", "Tls:Certificate:AllowInvalid=perhaps")]
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

    [Theory]
    [InlineData("Mqant:Cluster:Tls:Certificate:KeyPath: ", "Tls:CaPath=ca.pem", "Tls:Certificate:KeyPath=tls.key")]
    [InlineData("Mqant:Cluster:Tls:Thumbprints has one value", "Tls:Thumbprints=AA", "Tls:Certificate:Path=a.pem")]
    public void Cluster_WithASettingThatIsNotAllowed_IsToldSoOnce(string message, params string[] settings)
    {
        var exception = Assert.Throws<SettingsException>(() => Read<MqantClusterOptions>(MqantClusterOptions.SectionName, settings));

        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(";", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Mqant:Authentication has one value, but has settings of its own: Accounts, ", "Mqant:Authentication=off")]
    [InlineData("Mqant:Authentication:Guests has one value, but has settings of its own: ", "Mqant:Authentication:Guests=false")]
    [InlineData("Mqant:Authentication:Accounts has one value", "Mqant:Authentication:Accounts=true")]
    [InlineData("Mqant:Authentication:Devices has one value", "Mqant:Authentication:Devices=true")]
    [InlineData("Mqant:Authentication:BackOff has one value", "Mqant:Authentication:BackOff=1")]
    [InlineData("Mqant:Authentication:Jwt:Algorithms has one value, but is a list, whose first element is Mqant:Authentication:Jwt:Algorithms:0.", "Mqant:Authentication:Jwt:Algorithms=RS256")]
    [InlineData("Mqant:Authentication:Jwt:Settings:a:b is no setting: Mqant:Authentication:Jwt:Settings:a has one value, and nothing below it.", "Mqant:Authentication:Jwt:Settings:a:b=c")]
    public void Authentication_WithAValueInTheWrongPlace_IsToldItsKey(string message, string setting) => AssertTold<AuthenticationOptions>(AuthenticationOptions.SectionName, message, setting);

    [Theory]
    [InlineData("Mqant:Console:Tokens has one value, but is a list, whose first element is Mqant:Console:Tokens:0.", "Mqant:Console:Tokens=abc")]
    [InlineData("Mqant:Console:Tokens:0 has one value, but has settings of its own: Hash, Name, Role.", "Mqant:Console:Tokens:0=abc")]
    [InlineData("Mqant:Console:Tokens:0:Role: 'root' is none of ", "Mqant:Console:Tokens:0:Role=root", "Mqant:Console:Tokens:0:Name=a")]
    public void Console_WithAValueInTheWrongPlace_IsToldItsKey(string message, params string[] settings) => AssertTold<ConsoleOptions>(ConsoleOptions.SectionName, message, settings);

    [Fact]
    public void Console_WithATokenThatIsNone_IsToldSoOnce()
    {
        var exception = Assert.Throws<SettingsException>(() => Build("Mqant:Console:Tokens:0:Name=a", "Mqant:Console:Tokens:0:Hash=x").ReadMqantOptions<ConsoleOptions>(ConsoleOptions.SectionName));

        Assert.Equal("Mqant:Console:Tokens:0:Hash: is no SHA-256 in 64 hexadecimal digits; docs/console.md says how to make one.", exception.Message);
    }

    [Fact]
    public void Demos_WithAValue_AreToldTheirKeys() => AssertTold<DemoOptions>(DemoOptions.SectionName, "Mqant:Demos has one value, but has settings of its own: ", "Mqant:Demos=false");

    [Fact]
    public void Lists_ThatAreEmpty_AreAllowed() => Assert.Empty(Read<GatewayOptions>(GatewayOptions.SectionName, ["AllowedOrigins=", "Proxy:Networks=", "Tls="]).AllowedOrigins);

    [Fact]
    public void Networks_WithBitsBehindTheirPrefix_AreThoseWithout()
    {
        var proxies = Read<GatewayOptions>(GatewayOptions.SectionName, ["Proxy:Networks:0=10.0.0.5/24"]).Proxy;

        Assert.True(AddressRanges.TryParse(Assert.Single(proxies.Networks), out var range));
        Assert.Equal("10.0.0.0/24", AddressRanges.Format(range));
    }

    private static void AssertTold<T>(string section, string message, params string[] settings)
        where T : class, new()
    {
        var exception = Assert.Throws<SettingsException>(() => Build(settings).ReadMqantOptions<T>(section));

        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
    }

    private static IConfiguration Build(params string[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(static setting => setting.Split('=')).Select(static pair => new KeyValuePair<string, string?>(pair[0], pair[1]))).Build();

    private static T Read<T>(string section, string[] settings)
        where T : class, new() => Build([.. settings.Select(setting => $"{section}:{setting}")]).ReadMqantOptions<T>(section);
}
