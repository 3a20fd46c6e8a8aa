using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Mqant.Operations.Errors;

/// <summary>
/// The version of the code that an error came from: that of the game's assembly on the stack, for modules have versions of their own, or that of the program where there is none.
/// </summary>
internal static class CodeVersions
{
    private static readonly ConditionalWeakTable<Assembly, string> Versions = [];

    public static string Program { get; } = Assembly.GetEntryAssembly() is { } program ? Of(program) : string.Empty;

    public static string Of(Exception exception)
    {
        var chain = ErrorOrigin.Unwrap(exception);
        for (var i = chain.Count - 1; i >= 0; i--)
        {
            foreach (var frame in new StackTrace(chain[i], fNeedFileInfo: false).GetFrames())
            {
                if (frame.GetMethod()?.DeclaringType?.Assembly is { } assembly && IsGame(assembly))
                {
                    return Of(assembly);
                }
            }
        }

        return Program;
    }

    private static bool IsGame(Assembly assembly) => assembly.GetName().Name is { } name
        && !name.StartsWith("System", StringComparison.Ordinal)
        && !name.StartsWith("Microsoft.", StringComparison.Ordinal)
        && !name.StartsWith("Orleans.", StringComparison.Ordinal)
        && name is not ("Mqant" or "Mqant.Gateway" or "Mqant.Operations" or "Mqant.Redis" or "Mqant.Testing" or "Stock");

    // "1.2.0-rc.1+0a1b2c…": the commit says nothing more to people.
    private static string Of(Assembly assembly) => Versions.GetValue(assembly, static assembly =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? assembly.GetName().Version?.ToString() ?? string.Empty);
}
