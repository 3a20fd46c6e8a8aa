using System.Runtime.CompilerServices;
using Xunit;

namespace Mqant.Tests.Framed;

public sealed class DocumentationTests
{
    [Fact]
    public async Task Example_IsTheCodeThatIsTested()
    {
        var here = Path.GetDirectoryName(SourceFile())!;
        var source = await File.ReadAllTextAsync(Path.Combine(here, "LineConnection.cs"), TestContext.Current.CancellationToken);
        var document = await File.ReadAllTextAsync(
            Path.Combine(here, "..", "..", "docs", "framed-protocol.md"), TestContext.Current.CancellationToken);

        Assert.Contains(source[source.IndexOf("/// <summary>", StringComparison.Ordinal)..].Trim(), document, StringComparison.Ordinal);
    }

    private static string SourceFile([CallerFilePath] string path = "") => path;
}
