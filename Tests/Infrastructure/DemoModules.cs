using Microsoft.Extensions.DependencyInjection;
using Mqant.Grains;

namespace Mqant.Tests.Infrastructure;

/// <summary>Puts the demos, which belong to the stock programs, into games of the kit.</summary>
internal static class DemoModules
{
    /// <summary>Hosts the demo modules, with a login that believes everyone.</summary>
    public static TestGameOptions AddDemos(this TestGameOptions options) =>
        options.AddModules(typeof(DemoOptions).Assembly).ConfigureServices(static services => services.BelieveEveryone());

    /// <summary>Makes the demos' login believe everyone.</summary>
    public static void BelieveEveryone(this IServiceCollection services) => services.Configure<DemoOptions>(static demos => demos.AnyPasswordLogin = true);
}
