using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Packaging;

/// <summary>What people see who find a package: its README. The code in it compiles.</summary>
public sealed partial class ReadmeTests
{
    // What the SDK, ASP.NET Core's and Orleans' packages import where implicit usings are on.
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Microsoft.AspNetCore.Builder;
        global using Orleans;
        global using Orleans.Hosting;
        global using Orleans.Runtime;
        """;

    [Theory]
    [InlineData("Mqant", 2)]
    [InlineData("Mqant.Gateway", 1)]
    [InlineData("Mqant.Operations", 1)]
    [InlineData("Mqant.Redis", 0)]
    [InlineData("Mqant.Testing", 1)]
    [InlineData("Mqant.Templates", 0)]
    public void Code_Compiles(string package, int count)
    {
        var samples = Sample().Matches(File.ReadAllText(Path.Combine(Programs.Root, package, "README.md"))).Select(match => match.Groups["code"].Value).ToList();

        Assert.Equal(count, samples.Count);
        Assert.All(samples, sample => Assert.DoesNotContain(Compile(sample), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
    }

    private static IEnumerable<Diagnostic> Compile(string code)
    {
        var assemblies = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var compilation = CSharpCompilation.Create(
            "Sample",
            new[] { ImplicitUsings, code }.Select(text => CSharpSyntaxTree.ParseText(text)),
            assemblies.Select(file => MetadataReference.CreateFromFile(file)),
            new CSharpCompilationOptions(code.Contains("builder.Build()", StringComparison.Ordinal) ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary));
        return compilation.GetDiagnostics(TestContext.Current.CancellationToken);
    }

    [GeneratedRegex("^```csharp\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Sample();
}
