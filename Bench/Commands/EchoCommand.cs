using System.CommandLine;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Mqant.Bench.Servers;

namespace Mqant.Bench.Commands;

/// <summary>Hidden: runs the baseline server until its input ends or it is told to stop.</summary>
internal sealed class EchoCommand : Command
{
    internal const string ListeningLine = "Echo on ";

    private const int Backlog = 8192;

    internal EchoCommand()
        : base("echo", "Runs the bare Kestrel echo that everything is compared with.")
    {
        Hidden = true;
        var port = new Option<int>("--port") { Description = "Port on the loopback address, 0 for a free one." };
        Options.Add(port);
        var certificate = new Option<string?>("--certificate") { Description = "PEM file of a certificate and its key: TLS is spoken." };
        Options.Add(certificate);
        SetAction((result, cancellationToken) => RunAsync(result.GetValue(port), result.GetValue(certificate), cancellationToken));
    }

    private static async Task<int> RunAsync(int port, string? certificate, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();

        // As the gateway: when ten thousand connect at once, those that a shorter queue has no room for come by SYN cookies, and some of these fail.
        builder.WebHost.UseSockets(static options => options.Backlog = Backlog);
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, port, endpoint =>
        {
            if (certificate is not null)
            {
                endpoint.UseHttps(new HttpsConnectionAdapterOptions { ServerCertificate = X509Certificate2.CreateFromPemFile(certificate, certificate) });
            }

            endpoint.UseConnectionHandler<EchoConnectionHandler>();
        }));
        await using var application = builder.Build();
        await OwnServer.RunAsync(application, ListeningLine, cancellationToken);
        return 0;
    }
}
