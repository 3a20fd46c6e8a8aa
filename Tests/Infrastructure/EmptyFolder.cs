namespace Mqant.Tests.Infrastructure;

/// <summary>A temporary folder that is gone after the test.</summary>
internal sealed class EmptyFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mqant-test-");

    /// <summary>Where it is.</summary>
    public string Path => _folder.FullName;

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);
}
