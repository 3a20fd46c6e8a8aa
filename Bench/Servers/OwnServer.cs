using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Mqant.Bench.Servers;

/// <summary>A server that is this tool itself, in a process that it started.</summary>
internal static class OwnServer
{
    /// <summary>Serves until the tool ends or says so, and tells it where.</summary>
    internal static async Task RunAsync(WebApplication application, string listeningLine, CancellationToken cancellationToken)
    {
        await application.StartAsync(cancellationToken);
        var addresses = application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>();
        Console.WriteLine(listeningLine + new Uri(addresses.Addresses.First()).Authority);
        Console.WriteLine("Ready.");
        await StandardInput.AnswerAsync(cancellationToken);
        await application.StopAsync(CancellationToken.None);
    }
}
