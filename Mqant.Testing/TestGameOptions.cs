using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Mqant.Testing;

/// <summary>What a <see cref="TestGame"/> is made of.</summary>
public sealed class TestGameOptions
{
    internal List<Assembly> Modules { get; } = [typeof(TestLoginGrain).Assembly];

    internal List<Action<IServiceCollection>> SiloServices { get; } = [];

    // Of each process, gateways and silos.
    internal List<Action<IHostApplicationBuilder>> Processes { get; } = [];

    /// <summary>How many gateways; 1 by default.</summary>
    public int Gateways { get; set; } = 1;

    /// <summary>
    /// How many silos of their own. 0, the default: one gateway with a silo embedded and everything in memory, the fastest to start. More: a cluster on
    /// <see cref="Redis"/>, with the code that runs in production.
    /// </summary>
    public int Silos { get; set; }

    /// <summary>A Redis for clusters, as a StackExchange.Redis configuration string; null: a server inside the test's process that is gone with the game.</summary>
    public string? Redis { get; set; }

    /// <summary>Settings of all gateways and silos, by their full keys: <c>Mqant:Gateway:CallTimeout</c>.</summary>
    public IDictionary<string, string> Settings { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The time of gateway and silo, for games without <see cref="Silos"/> of their own: Orleans' grain timers and time-outs, limits of the gateway, and the
    /// <see cref="TimeProvider"/> that grains ask for. Null: real time. Clients, the kit's own deadlines and Orleans' membership always run on real time.
    /// </summary>
    public TimeProvider? Time { get; set; }

    /// <summary>How a client logs in; unset: with a module of the kit's own, which believes everyone.</summary>
    public Func<GameClient, string, Task> Login { get; set; } =
        static (client, user) => client.RequestAsync("TestLogin/HD_Login", new TestUser(user));

    /// <summary>How clients connect where a test does not say it.</summary>
    public ClientOptions Client { get; set; } = ClientOptions.Default;

    /// <summary>Hosts the modules in the assembly of a grain class.</summary>
    public TestGameOptions AddModule<TGrain>()
        where TGrain : IGrain => AddModules(typeof(TGrain).Assembly);

    /// <summary>Hosts the modules in these assemblies.</summary>
    public TestGameOptions AddModules(params IEnumerable<Assembly> assemblies)
    {
        Modules.AddRange(assemblies);
        return this;
    }

    /// <summary>Adds or replaces services that grains ask for.</summary>
    public TestGameOptions ConfigureServices(Action<IServiceCollection> configure)
    {
        SiloServices.Add(configure);
        return this;
    }
}
