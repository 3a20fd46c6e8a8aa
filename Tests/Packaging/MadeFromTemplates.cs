using System.Reflection;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Packaging;

/// <summary>
/// A game and a module made from the templates in an empty folder, with nothing but the packages of these sources: packed as they were built, into a feed, a package
/// cache and a place for templates of this folder's own.
/// </summary>
public sealed class MadeFromTemplates : IAsyncLifetime
{
    /// <summary>The version of the packages.</summary>
    public const string Version = "0.1.0-packed";

    /// <summary>The game's name.</summary>
    public const string Game = "StarFleet";

    /// <summary>The module's name.</summary>
    public const string Module = "Hold";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly EmptyFolder _folder = new();
    private readonly Dictionary<string, string> _environment;

    public MadeFromTemplates() => _environment = new(CompilerServer.Variables)
    {
        ["NUGET_PACKAGES"] = InFolder("packages"),
        ["DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE"] = "1",
    };

    /// <summary>The folder of the packages.</summary>
    public string Feed => InFolder("feed");

    /// <summary>The folder of the game.</summary>
    public string GameFolder => InFolder(Game);

    /// <summary>The folder of built modules.</summary>
    public string Modules => InFolder("modules");

    private static string Configuration => typeof(MadeFromTemplates).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    // What is there already is not fetched again, and nothing is added to it.
    private static string MachinePackages => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Feed);
        await File.WriteAllTextAsync(InFolder("NuGet.config"), $"""
            <configuration>
              <packageSources>
                <add key="packed" value="feed" />
              </packageSources>
              <fallbackPackageFolders>
                <add key="machine" value="{MachinePackages}" />
              </fallbackPackageFolders>
            </configuration>
            """);
        await DotnetAsync("pack", Path.Combine(Programs.Root, "Mqant.Orleans.sln"), "--no-build", "-c", Configuration, "-o", Feed, $"-p:MinVerVersionOverride={Version}");
        await NewAsync("install", Path.Combine(Feed, $"Mqant.Templates.{Version}.nupkg"));
        await NewAsync("mqant-game", "-n", Game);
        await NewAsync("mqant-module", "-n", Module);
        await DotnetAsync("build", Game);
        await DotnetAsync("build", Module);
    }

    /// <summary>Runs a <c>dotnet</c> command in the folder, which must succeed; returns what it wrote.</summary>
    public async Task<string> DotnetAsync(params IEnumerable<string> arguments)
    {
        await using var process = Start(arguments);
        await process.WaitForSuccessAsync(Limit);
        return process.Output;
    }

    /// <summary>Starts a <c>dotnet</c> command in the folder.</summary>
    public ToolProcess Start(params IEnumerable<string> arguments) => ToolProcess.Start(Tools.Dotnet, arguments, _environment, _folder.Path);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return default;
    }

    private Task NewAsync(params IEnumerable<string> arguments) => DotnetAsync(["new", .. arguments, "--debug:custom-hive", InFolder("hive")]);

    private string InFolder(string name) => Path.Combine(_folder.Path, name);
}
