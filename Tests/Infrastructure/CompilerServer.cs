namespace Mqant.Tests.Infrastructure;

/// <summary>
/// One compiler for all the builds that tests start: it is compiled itself once, not with every project. It belongs to this process alone and ends with it, which those that builds
/// start by themselves do not.
/// </summary>
internal static class CompilerServer
{
    private static readonly Lazy<IReadOnlyDictionary<string, string>> Started = new(Start);

    /// <summary>Variables for a <c>dotnet</c> command that builds.</summary>
    public static IReadOnlyDictionary<string, string> Variables => Started.Value;

    private static Dictionary<string, string> Start()
    {
        var pipe = UniqueName.For("mqant-tests");
        ToolProcess.Start(Tools.Dotnet, "exec", Programs.CompilerServer, $"-pipename:{pipe}");
        return new Dictionary<string, string>
        {
            ["UseSharedCompilation"] = "true",
            ["SharedCompilationId"] = pipe,

            // Other servers would outlive the tests.
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
        };
    }
}
