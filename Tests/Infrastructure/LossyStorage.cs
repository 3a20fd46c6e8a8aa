using System.Collections.Concurrent;
using Orleans.Runtime;
using Orleans.Storage;

namespace Mqant.Tests.Infrastructure;

/// <summary>Storage whose commands can fail as one to Redis that times out: it was executed, or it was not.</summary>
internal sealed class LossyStorage(EmbeddedStorage storage) : IGrainStorage
{
    private readonly ConcurrentDictionary<GrainId, bool> _unreadable = new();
    private readonly ConcurrentDictionary<GrainId, int> _broken = new();
    private readonly ConcurrentDictionary<GrainId, (bool IsExecuted, TaskCompletionSource Failed)> _failing = new();

    /// <summary>Has the next write of a grain fail, executed or not, and completes after that.</summary>
    public Task FailNextWriteAsync(GrainId grain, bool isExecuted)
    {
        var failed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _failing[grain] = (isExecuted, failed);
        return failed.Task;
    }

    /// <summary>Has the next read of a grain fail.</summary>
    public void FailNextRead(GrainId grain) => _unreadable[grain] = true;

    /// <summary>Has all reads of a grain fail, until it is repaired.</summary>
    public void Break(GrainId grain) => _broken[grain] = 0;

    /// <summary>How many reads failed since the grain was broken.</summary>
    public int FailedReads(GrainId grain) => _broken[grain];

    /// <summary>Ends <see cref="Break"/>.</summary>
    public void Repair(GrainId grain) => _broken.TryRemove(grain, out _);

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (_broken.TryGetValue(grainId, out var failed))
        {
            _broken[grainId] = failed + 1;
            throw new TimeoutException("Storage did not answer.");
        }

        return _unreadable.TryRemove(grainId, out _)
            ? throw new TimeoutException("Storage did not answer.")
            : storage.ReadStateAsync(stateName, grainId, grainState);
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => storage.ClearStateAsync(stateName, grainId, grainState);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (!_failing.TryRemove(grainId, out var failing))
        {
            await storage.WriteStateAsync(stateName, grainId, grainState);
            return;
        }

        if (failing.IsExecuted)
        {
            await storage.WriteStateAsync(stateName, grainId, new GrainState<T>(grainState.State, grainState.ETag) { RecordExists = grainState.RecordExists });
        }

        failing.Failed.SetResult();
        throw new TimeoutException("The answer was lost.");
    }
}
