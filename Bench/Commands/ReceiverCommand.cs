using System.CommandLine;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Mqant.Bench.Servers;

namespace Mqant.Bench.Commands;

/// <summary>Hidden: takes what servers send over OTLP, and throws it away.</summary>
internal sealed class ReceiverCommand : Command
{
    internal const string ListeningLine = "OTLP on ";

    // A message of gRPC without content: everything was taken.
    private static readonly byte[] Taken = new byte[5];

    internal ReceiverCommand()
        : base("receiver", "Runs an OTLP receiver that throws away what it gets.")
    {
        Hidden = true;
        SetAction((_, cancellationToken) => RunAsync(cancellationToken));
    }

    private static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2));
        await using var application = builder.Build();
        application.Run(static async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            context.Response.ContentType = "application/grpc";
            context.Response.DeclareTrailer("grpc-status");
            await context.Response.Body.WriteAsync(Taken, context.RequestAborted);
            context.Response.AppendTrailer("grpc-status", "0");
        });
        await OwnServer.RunAsync(application, ListeningLine, cancellationToken);
        return 0;
    }
}
