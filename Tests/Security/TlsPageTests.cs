using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Mqant.Gateway;
using Mqant.Tests.Hosting;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Security;

/// <summary>The page about TLS, and the proxies' configurations on that about production.</summary>
public sealed partial class TlsPageTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mqant-page-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Settings_OnThePage_Exist()
    {
        var page = await ReadAsync("tls.md");
        var names = SettingName().Matches(page).Select(static match => match.Value.Replace("__", ":", StringComparison.Ordinal).TrimEnd(':')).Distinct().ToList();
        var rows = RowOfTable().Matches(page).SelectMany(static table => Cell().Matches(table.Groups["rows"].Value).Select(row => $"{table.Groups["section"].Value}{row.Groups["name"].Value}")).ToList();

        Assert.NotEmpty(names);
        Assert.Contains("Mqant:Gateway:Tls:MaxHandshakes", rows);
        Assert.All([.. names, .. rows], static name => Assert.True(DeployPageTests.Exists(name), name));
    }

    [Fact]
    public async Task Examples_OnThePage_AreAllowed()
    {
        var blocks = Block().Matches(await ReadAsync("tls.md")).Where(static block => block.Groups["language"].Value == "json").Select(static block => block.Groups["text"].Value).ToList();
        var configuration = new ConfigurationBuilder();
        blocks.ForEach(block => configuration.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(block))));
        var settings = configuration.Build();

        var gateway = settings.ReadMqantOptions<GatewayOptions>(GatewayOptions.SectionName);
        var cluster = settings.ReadMqantOptions<MqantClusterOptions>(MqantClusterOptions.SectionName);

        Assert.Equal(3, blocks.Count);
        Assert.Equal((GatewayOptions.NoPort, 8883), (gateway.TcpPort, gateway.Tls.TcpPort));
        Assert.True(cluster.Tls.IsOn);
        Assert.True(cluster.RedisTls.IsSet);
    }

    [Theory]
    [InlineData("haproxy", "send-proxy-v2")]
    [InlineData("nginx", "proxy_protocol on")]
    public async Task Proxies_OnThePageAboutProduction_AreAcceptedByTheProxy(string language, string feature)
    {
        using var certificates = new TestCertificates();
        var certificate = certificates.WriteNew("game.test");
        await File.WriteAllTextAsync(certificates.PathOf("both.pem"), await File.ReadAllTextAsync(certificate.Path!, Cancellation) + "\n" + await File.ReadAllTextAsync(certificate.KeyPath!, Cancellation), Cancellation);
        var text = Block().Matches(await ReadAsync("deploy.md")).Single(block => block.Groups["language"].Value == language).Groups["text"].Value
            .Replace("/etc/haproxy/game.pem", certificates.PathOf("both.pem"), StringComparison.Ordinal)
            .Replace("/etc/nginx/game.crt", certificate.Path, StringComparison.Ordinal)
            .Replace("/etc/nginx/game.key", certificate.KeyPath, StringComparison.Ordinal);
        text = ListenedPort().Replace(text, _ => $"listen 127.0.0.1:{FreePort.Next()} ssl");
        var path = Path.Combine(_folder.FullName, "proxy.conf");

        Assert.Contains(feature, text, StringComparison.Ordinal);
        if (language == "haproxy")
        {
            await File.WriteAllTextAsync(path, text, Cancellation);
            await ToolProcess.RunAsync(Tools.Require("haproxy", "apt-get install haproxy"), "-c", "-f", path);
        }
        else
        {
            var module = Tools.RequireFile("/usr/lib/nginx/modules/ngx_stream_module.so", "apt-get install libnginx-mod-stream");
            await File.WriteAllTextAsync(path, $"load_module {module};\npid {_folder.FullName}/nginx.pid;\n{text}", Cancellation);
            await ToolProcess.RunAsync(Tools.Require("nginx", "apt-get install nginx"), "-t", "-p", _folder.FullName, "-e", "stderr", "-c", path);
        }
    }

    private static Task<string> ReadAsync(string page) => File.ReadAllTextAsync(Path.Combine(Programs.Root, "docs", page), Cancellation);

    [GeneratedRegex(@"\bMqant(?:(?::|__)[A-Za-z0-9]+)+:?")]
    private static partial Regex SettingName();

    [GeneratedRegex(@"^\| `(?<section>Mqant:[A-Za-z:]+:)` \|.*\n\|[-|]+\|\n(?<rows>(?:\|.*\n)+)", RegexOptions.Multiline)]
    private static partial Regex RowOfTable();

    [GeneratedRegex(@"^\|(?: `(?<name>[A-Za-z0-9:]+)`,?)", RegexOptions.Multiline)]
    private static partial Regex Cell();

    [GeneratedRegex(@"^```(?<language>\w+)\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"listen \d+ ssl")]
    private static partial Regex ListenedPort();
}
