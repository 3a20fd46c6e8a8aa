namespace Mqant.Tests.Probe;

internal sealed class BroughtGrain(BroughtWord word) : Grain, IBrought
{
    public ValueTask<string> GetAsync() => new(word.Text);

    public ValueTask<int> CountWritesAsync() => new(ProbeStorage.Writes);
}
