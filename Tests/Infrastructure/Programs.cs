using System.Reflection;

namespace Mqant.Tests.Infrastructure;

/// <summary>Where the build put the programs under test; the project file writes it into the assembly.</summary>
internal static class Programs
{
    /// <summary>The gateway's program file.</summary>
    public static string Gateway { get; } = Get("GatewayProgram");

    /// <summary>The silo's program file.</summary>
    public static string Silo { get; } = Get("SiloProgram");

    /// <summary>The program file of the load robots.</summary>
    public static string Bench { get; } = Get("BenchProgram");

    /// <summary>The compiler of the SDK, as a server.</summary>
    public static string CompilerServer { get; } = Get("CompilerServer");

    /// <summary>The folder of the tests' own modules, for <c>Mqant:ModulesPath</c>.</summary>
    public static string ProbeModules { get; } = Path.GetFullPath("../..", Get("ProbeModule"));

    /// <summary>The folder of the module with a hook that is told of every request, which other tests do without.</summary>
    public static string HookedModules { get; } = Path.GetFullPath("../..", Get("HookedModule"));

    /// <summary>The folder of the samples' modules, for <c>Mqant:ModulesPath</c>.</summary>
    public static string SampleModules { get; } = Path.GetFullPath("../..", Get("GuestbookModule"));

    /// <summary>The root of the sources.</summary>
    public static string Root { get; } = Path.GetDirectoryName(Get("TestSources"))!;

    /// <summary>The source folder of the tests.</summary>
    public static string TestSources { get; } = Get("TestSources");

    private static string Get(string key)
        => typeof(Programs).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == key).Value!;
}
