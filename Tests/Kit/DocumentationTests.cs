using System.Text.RegularExpressions;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Kit;

/// <summary>The page about testing games, tried as it is printed.</summary>
[Collection(nameof(UserFolder))]
public sealed partial class DocumentationTests(UserFolder user)
{
    [Fact]
    public async Task WholeTest_AsWritten_Passes()
    {
        using var folder = await user.EnterAsync();
        var page = await folder.WriteFilesOfAsync("docs/testing.md");

        var output = await folder.DotnetAsync(TestCommand().Match(page).Groups["arguments"].Value.Split(' '));

        Assert.Matches(@"Passed:\s+1\b", output);
    }

    [GeneratedRegex(@"^dotnet (?<arguments>test .+)$", RegexOptions.Multiline)]
    private static partial Regex TestCommand();
}
