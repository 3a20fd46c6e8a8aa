using System.Collections.Concurrent;
using System.Globalization;
using Orleans.Runtime;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace Mqant;

/// <summary>
/// Keeps what grains store in the memory of the process that is the whole cluster, as Redis would keep it: read is what was written, by the same serializer.
/// Orleans' memory storage keeps it in grains, and the calls of these cost a login more than all the rest that its silo does for it.
/// </summary>
internal sealed class EmbeddedStorage(StateSerializer serializer, IActivatorProvider activators) : IGrainStorage
{
    private readonly ConcurrentDictionary<(string Name, GrainId Grain), Record> _records = new();
    private long _lastTag;

    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (_records.TryGetValue((stateName, grainId), out var record))
        {
            grainState.State = serializer.Deserialize<T>(record.Data);
            Set(grainState, record.Tag);
        }
        else
        {
            grainState.State = Create<T>();
            Set(grainState, tag: null);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var tag = Interlocked.Increment(ref _lastTag).ToString(CultureInfo.InvariantCulture);
        var written = new Record(serializer.Serialize(grainState.State), tag);
        var key = (stateName, grainId);
        var isWritten = grainState.ETag is null
            ? _records.TryAdd(key, written)
            : Find(key, grainState) is { } present && _records.TryUpdate(key, written, present);
        if (!isWritten)
        {
            throw Inconsistent(key, grainState);
        }

        Set(grainState, tag);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = (stateName, grainId);
        if (grainState.ETag is not null && !(Find(key, grainState) is { } present && _records.TryRemove(new(key, present))))
        {
            throw Inconsistent(key, grainState);
        }

        grainState.State = Create<T>();
        Set(grainState, tag: null);
        return Task.CompletedTask;
    }

    // The record that the state was read from or written as, if it is still there.
    private Record? Find<T>((string, GrainId) key, IGrainState<T> state) =>
        _records.TryGetValue(key, out var present) && present.Tag == state.ETag ? present : null;

    private InconsistentStateException Inconsistent<T>((string Name, GrainId Grain) key, IGrainState<T> state) => new(
        $"Record '{key.Name}' of {key.Grain} was changed by somebody else.", _records.GetValueOrDefault(key)?.Tag ?? "none", state.ETag ?? "none");

    private static void Set<T>(IGrainState<T> state, string? tag) => (state.ETag, state.RecordExists) = (tag!, tag is not null);

    private T Create<T>() => activators.GetActivator<T>().Create();

    private sealed class Record(BinaryData data, string tag)
    {
        public BinaryData Data { get; } = data;

        public string Tag { get; } = tag;
    }
}
