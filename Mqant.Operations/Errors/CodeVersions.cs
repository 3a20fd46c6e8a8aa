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

    public static string Of(Exception exception, string[] libraries)
    {
        var chain = ErrorOrigin.Unwrap(exception);
        for (var i = chain.Count - 1; i >= 0; i--)
        {
            foreach (var frame in new StackTrace(chain[i], fNeedFileInfo: false).GetFrames())
            {
                if (frame.GetMethod() is { DeclaringType: { } type } method && StackText.IsGame($"{type.FullName}.{method.Name}", libraries))
                {
                    return Of(type.Assembly);
                }
            }
        }

        return Program;
    }

    // "1.2.0-rc.1+0a1b2c…": the commit says nothing more to people.
    private static string Of(Assembly assembly) => Versions.GetValue(assembly, static assembly =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? assembly.GetName().Version?.ToString() ?? string.Empty);
}
