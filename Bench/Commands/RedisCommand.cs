using System.CommandLine;
using System.Globalization;
using Garnet;
using Mqant.Bench.Servers;

namespace Mqant.Bench.Commands;

/// <summary>Hidden: runs Garnet in the place of Redis until its input ends or it is told to stop.</summary>
internal sealed class RedisCommand : Command
{
    internal RedisCommand()
        : base("redis", "Runs a Redis-compatible server where no Redis is installed.")
    {
        Hidden = true;
        var port = new Option<int>("--port") { Required = true };
        Options.Add(port);
        SetAction((result, cancellationToken) => RunAsync(result.GetValue(port), cancellationToken));
    }

    private static async Task<int> RunAsync(int port, CancellationToken cancellationToken)
    {
        using var server = new GarnetServer(
            ["--bind", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture), "--lua", "--memory", "256m", "--index", "16m"]);
        server.Start();
        Console.WriteLine("Ready.");
        await StandardInput.AnswerAsync(cancellationToken);
        return 0;
    }
}
