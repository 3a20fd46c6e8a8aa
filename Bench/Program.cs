using System.CommandLine;
using Mqant.Bench.Commands;

var root = new RootCommand("Measures Mqant.Orleans: what a request, a push and a connection cost.")
{
    new PerfCommand(),
    new LoadCommand(),
    new RobotsCommand(),
    new PlayersCommand(),
    new FuzzCommand(),
    new EchoCommand(),
    new ReceiverCommand(),
    new RedisCommand(),
};

// Time to end the servers that were started.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
