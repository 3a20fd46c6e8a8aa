using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace Mqant.Tests.Rooms;

/// <summary>Storage whose writes can fail as a command to Redis that times out: it was executed, or it was not.</summary>
internal sealed class LossyStorage(
    string name,
    MemoryGrainStorageOptions options,
    ILogger<MemoryGrainStorage> logger,
    IGrainFactory grains,
    IGrainStorageSerializer serializer,
    IActivatorProvider activators) : MemoryGrainStorage(name, options, logger, grains, serializer, activators)
{
    private readonly ConcurrentDictionary<GrainId, (bool IsExecuted, TaskCompletionSource Failed)> _failing = new();

    /// <summary>Has the next write of a grain fail, executed or not, and completes after that.</summary>
    public Task FailNextWriteAsync(GrainId grain, bool isExecuted)
    {
        var failed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _failing[grain] = (isExecuted, failed);
        return failed.Task;
    }

    public override async Task WriteStateAsync<T>(string grainType, GrainId grainId, IGrainState<T> grainState)
    {
        if (!_failing.TryRemove(grainId, out var failing))
        {
            await base.WriteStateAsync(grainType, grainId, grainState);
            return;
        }

        if (failing.IsExecuted)
        {
            await base.WriteStateAsync(grainType, grainId, new GrainState<T>(grainState.State, grainState.ETag) { RecordExists = grainState.RecordExists });
        }

        failing.Failed.SetResult();
        throw new TimeoutException("The answer was lost.");
    }
}
