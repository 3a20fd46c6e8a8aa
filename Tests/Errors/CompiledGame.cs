using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Mqant.Tests.Errors;

/// <summary>A build of a game: its sources, compiled as a release or for debugging.</summary>
internal sealed class CompiledGame
{
    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(static path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    private readonly Assembly _assembly;

    public CompiledGame(string source, OptimizationLevel optimization)
    {
        var compilation = CSharpCompilation.Create(
            $"Game{Guid.NewGuid():N}",
            [CSharpSyntaxTree.ParseText("using System; using System.Collections.Generic; using System.Linq; using System.Threading.Tasks;\n" + source)],
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: optimization));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        if (!result.Success)
        {
            throw new InvalidOperationException(string.Join('\n', result.Diagnostics));
        }

        image.Position = 0;
        _assembly = new AssemblyLoadContext(name: null, isCollectible: true).LoadFromStream(image);
    }

    /// <summary>What <c>Game.Shop.RunAsync</c> of the build throws.</summary>
    public async Task<Exception> RunAsync(int argument = 0)
    {
        var run = _assembly.GetType("Game.Shop")!.GetMethod("RunAsync")!.CreateDelegate<Func<int, Task>>();
        try
        {
            await run(argument);
        }
        catch (Exception exception)
        {
            return exception;
        }

        throw new InvalidOperationException("Nothing was thrown.");
    }
}
