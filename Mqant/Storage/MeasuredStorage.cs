using Orleans.Runtime;
using Orleans.Storage;

namespace Mqant;

/// <summary>A storage that the framework calls itself, which Orleans' own instruments see nothing of.</summary>
/// <param name="storage">The storage.</param>
/// <param name="name">One of <see cref="MqantStorage"/>.</param>
/// <param name="metrics">Told of each call.</param>
/// <param name="time">Measures it.</param>
internal sealed class MeasuredStorage(IGrainStorage storage, string name, MqantMetrics metrics, TimeProvider time) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken) =>
        MeasureAsync("read", storage.ReadStateAsync(stateName, grainId, grainState, cancellationToken));

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken) =>
        MeasureAsync("write", storage.WriteStateAsync(stateName, grainId, grainState, cancellationToken));

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken) =>
        MeasureAsync("clear", storage.ClearStateAsync(stateName, grainId, grainState, cancellationToken));

    private async Task MeasureAsync(string operation, Task call)
    {
        var began = time.GetTimestamp();
        try
        {
            await call;
        }
        catch (Exception exception)
        {
            metrics.Stored(name, operation, time.GetElapsedTime(began), exception);
            throw;
        }

        metrics.Stored(name, operation, time.GetElapsedTime(began), exception: null);
    }
}
