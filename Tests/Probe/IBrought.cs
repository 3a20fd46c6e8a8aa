namespace Mqant.Tests.Probe;

/// <summary>Tells what the module's own startup brought.</summary>
[GameModule("Brought")]
public interface IBrought : IGrainWithStringKey
{
    [Handler("HD_Get")]
    ValueTask<string> GetAsync();

    /// <summary>How often this silo wrote to the storage that the module brings.</summary>
    [Handler("HD_CountWrites")]
    ValueTask<int> CountWritesAsync();
}
