using Orleans.Runtime;
using Orleans.Storage;

namespace Mqant.Tests.Infrastructure;

/// <summary>Storage that stands still: what is written is neither stored nor refused until it goes on.</summary>
internal sealed class HeldStorage(EmbeddedStorage storage) : IGrainStorage
{
    private volatile TaskCompletionSource _goOn = Completed();

    /// <summary>Stands still from now on.</summary>
    public void Hold() => _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Carries out what was held, and goes on.</summary>
    public void Release() => _goOn.TrySetResult();

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => storage.ReadStateAsync(stateName, grainId, grainState);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => storage.ClearStateAsync(stateName, grainId, grainState);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await _goOn.Task;
        await storage.WriteStateAsync(stateName, grainId, grainState);
    }

    private static TaskCompletionSource Completed()
    {
        var completed = new TaskCompletionSource();
        completed.SetResult();
        return completed;
    }
}
