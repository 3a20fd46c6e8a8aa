using System.Globalization;
using Mqant.Tests.Infrastructure;

namespace Mqant.Tests.Security;

/// <summary>A Redis that speaks TLS alone, wants a certificate of its clients, as it does by default, and a password.</summary>
internal sealed class TlsRedis : IAsyncDisposable
{
    public const string Password = "secret-of-redis";

    private readonly ToolProcess _process;
    private readonly DirectoryInfo _folder;

    private TlsRedis(ToolProcess process, DirectoryInfo folder, string endPoint)
    {
        _process = process;
        _folder = folder;
        EndPoint = endPoint;
    }

    public string EndPoint { get; }

    /// <summary>How clients are told of it.</summary>
    public string Address => $"{EndPoint},ssl=true,password={Password}";

    public static async Task<TlsRedis> StartAsync(TestCertificates certificates)
    {
        var program = Tools.Require("redis-server", "apt-get install redis-server");
        var folder = Directory.CreateTempSubdirectory("mqant-redis-tls-");
        var port = FreePort.Next().ToString(CultureInfo.InvariantCulture);
        var certificate = certificates.WriteNew("redis");
        var process = ToolProcess.Start(
            program,
            "--bind", "127.0.0.1", "--port", "0", "--tls-port", port, "--dir", folder.FullName, "--save", "", "--appendonly", "no", "--daemonize", "no",
            "--tls-cert-file", certificate.Path!, "--tls-key-file", certificate.KeyPath!, "--tls-ca-cert-file", certificates.CaPath, "--requirepass", Password);
        var redis = new TlsRedis(process, folder, $"127.0.0.1:{port}");
        try
        {
            await process.WaitForLineAsync(static line => line.Contains("Ready to accept connections", StringComparison.Ordinal));
            return redis;
        }
        catch
        {
            await redis.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
