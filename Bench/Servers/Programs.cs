namespace Mqant.Bench.Servers;

/// <summary>Where the programs under test are: built beside this one, or named on the command line to compare two builds.</summary>
internal sealed record Programs(string Gateway, string Silo)
{
    /// <summary>This tool, whose hidden commands are servers too.</summary>
    internal static string Self => typeof(Programs).Assembly.Location;

    /// <summary>The folder of the module whose rooms tick.</summary>
    internal static string Modules => Path.Combine(Root, "Bench", "Rooms", "bin", Output.Parent!.Name, "modules");

    // …/Bench/bin/Release/net10.0/
    private static DirectoryInfo Output => new(AppContext.BaseDirectory);

    private static string Root => Output.Parent?.Parent?.Parent?.Parent?.FullName ?? AppContext.BaseDirectory;

    internal static Programs Find(string? gateway, string? silo) =>
        new(gateway is null ? Built("Gateway", "Mqant.Gateway.Program.dll") : Path.GetFullPath(gateway),
            silo is null ? Built("Silo", "Mqant.Silo.dll") : Path.GetFullPath(silo));

    private static string Built(string project, string file) => Path.Combine(Root, project, "bin", Output.Parent!.Name, Output.Name, file);
}
