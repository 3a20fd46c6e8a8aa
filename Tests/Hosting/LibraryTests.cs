using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Hosting;

/// <summary>What a library leaves to the program that uses it.</summary>
public sealed class LibraryTests
{
    // The stock programs' own words, and the link by which one comes into the console, which belongs into no log.
    private static readonly string[] OfPrograms = ["Mqant/Hosting/MqantProgram.cs", "Mqant.Operations/Hosting/ConsoleServices.cs"];

    [Theory]
    [InlineData("Mqant")]
    [InlineData("Mqant.Gateway")]
    [InlineData("Mqant.Operations")]
    [InlineData("Mqant.Redis")]
    [InlineData("Mqant.Testing")]
    [InlineData("Grains")]
    public void Library_WritesNothingToTheConsole(string folder)
    {
        var files = Directory.EnumerateFiles(Path.Combine(Programs.Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file).Contains("Console.", StringComparison.Ordinal))
            .Select(file => Path.GetRelativePath(Programs.Root, file).Replace('\\', '/'));

        Assert.Empty(files.Except(OfPrograms));
    }
}
