namespace Mqant.Bench.Servers;

/// <summary>Where the programs under test are: built beside this one, or named on the command line to compare two builds.</summary>
internal sealed record Programs(string Gateway, string Silo)
{
    /// <summary>This tool, whose hidden commands are servers too.</summary>
    internal static string Self => typeof(Programs).Assembly.Location;

    internal static Programs Find(string? gateway, string? silo) =>
        new(gateway is null ? Built("Gateway", "Mqant.Gateway.Program.dll") : Path.GetFullPath(gateway),
            silo is null ? Built("Silo", "Mqant.Silo.dll") : Path.GetFullPath(silo));

    // …/Bench/bin/Release/net10.0/ → …/<project>/bin/Release/net10.0/<file>
    private static string Built(string project, string file)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        string root = output.Parent?.Parent?.Parent?.Parent?.FullName ?? AppContext.BaseDirectory;
        return Path.Combine(root, project, "bin", output.Parent!.Name, output.Name, file);
    }
}
